import { useQuery } from '@apollo/client/react';
import { classNames } from '@offplan/kit/components/class-names.ts';
import { Icon } from '@offplan/kit/components/icon.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import { type MessageKey, useT } from '../i18n/catalogue.tsx';
import { TrialTimelineDocument } from './activity-documents.ts';

const NAMES: Record<string, MessageKey> = {
  trial_started: 'timeline.started',
  seven_days_left: 'timeline.sevenDays',
  three_days_left: 'timeline.threeDays',
  one_day_left: 'timeline.oneDay',
  trial_ended: 'timeline.trialEnded',
  one_week_after: 'timeline.weekAfter',
  freeze_in_seven_days: 'timeline.freezeSoon',
  freeze_tomorrow: 'timeline.freezeTomorrow',
  frozen: 'timeline.frozen',
};

/** A step's key as words, where we have none of our own: "last_call" as "last call". */
const plain = (key: string) => key.replaceAll(/[_.-]+/gu, ' ');

/** What the trial has done and what comes next, with dates. Nothing while growth does not answer (SCH-4). */
export function TrialTimeline() {
  const t = useT();
  const formats = useFormats();
  const { data } = useQuery(TrialTimelineDocument, { errorPolicy: 'all' });
  const steps = data?.organisation?.trialTimeline;
  if (!steps || steps.length === 0) return null;
  return (
    <section className="o-card o-timeline" aria-label={t('timeline.title')}>
      <h2>{t('timeline.title')}</h2>
      <ol>
        {steps.map((step) => {
          const name = NAMES[step.key];
          return (
            <li key={step.key} className={classNames(`o-${step.state.toLowerCase()}`)}>
              <i>{step.state === 'DONE' && <Icon name="check" />}</i>
              <span>{name ? t(name) : plain(step.key)}</span>
              <time dateTime={step.dueAt} title={formats.dateTime(step.dueAt)}>
                {formats.dayShort(step.dueAt)}
              </time>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
