import { useQuery } from '@apollo/client/react';
import { Button, Segmented } from '@offplan/kit/components/button.tsx';
import { Skeleton, StateMessage } from '@offplan/kit/components/states.tsx';
import { Num } from '@offplan/kit/components/text.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import { lazy, Suspense } from 'react';
import { useSearchParams } from 'react-router';
import { useT } from '../i18n/catalogue.tsx';
import { useTitle } from '../shell/use-title.ts';
import { ProjectActivityDocument } from './activity-documents.ts';
import { useProject } from './project-route.tsx';
import './projects.css';

/** Charts weigh as much as the rest of the page: fetched when one is shown. */
const ActivityChart = lazy(() => import('./activity-chart.tsx'));

const SPANS = ['14', '30', '90'] as const;

/** Flips, conflicts and imports day by day. */
export function ActivityPage() {
  const t = useT();
  const formats = useFormats();
  const { facts } = useProject();
  useTitle(`${facts.name} · ${t('nav.activity')}`);
  const [params, setParams] = useSearchParams();
  const span = SPANS.find((value) => value === params.get('days')) ?? '30';
  const { data, loading, error, refetch } = useQuery(ProjectActivityDocument, {
    variables: { id: facts.id, days: Number(span) },
    errorPolicy: 'all',
  });
  const days = data?.project?.activity;
  const sum = (field: 'flips' | 'conflicts' | 'imports') => (days ?? []).reduce((total, day) => total + day[field], 0);
  return (
    <main className="o-work o-scrolls" id="work">
      <div className="o-whead">
        <h1>{t('nav.activity')}</h1>
        <span className="o-meta">{facts.name}</span>
        <span className="o-grow" />
        <Segmented
          label={t('activity.span')}
          value={span}
          onChange={(days) => setParams(days === '30' ? {} : { days }, { replace: true })}
          options={SPANS.map((value) => ({ value, label: t('activity.days', { days: Number(value) }) }))}
        />
      </div>
      <div className="o-pad o-activity">
        {!days && loading ? (
          <section className="o-card o-chart-card">
            <Skeleton height="320px" />
          </section>
        ) : !days ? (
          <StateMessage
            icon={error ? 'chart' : 'lock'}
            title={t(error ? 'activity.away' : 'activity.refused')}
            action={error && <Button onClick={() => void refetch()}>{t('action.retry')}</Button>}
          >
            {t(error ? 'activity.awayHint' : 'activity.refusedHint')}
          </StateMessage>
        ) : (
          <>
            <dl className="o-figures">
              {(['flips', 'conflicts', 'imports'] as const).map((field) => (
                <div key={field} className="o-card">
                  <dt className="o-caps">{t(`activity.${field}`)}</dt>
                  <dd>
                    <Num>{formats.number(sum(field))}</Num>
                    <small>{t(`activity.${field}Hint`)}</small>
                  </dd>
                </div>
              ))}
            </dl>
            <section className="o-card o-chart-card" aria-label={t('activity.chart')}>
              {sum('flips') + sum('conflicts') + sum('imports') === 0 ? (
                <StateMessage icon="chart" title={t('activity.empty')} isCompact>
                  {t('activity.emptyHint')}
                </StateMessage>
              ) : (
                <Suspense fallback={<Skeleton height="320px" />}>
                  <ActivityChart days={days} />
                </Suspense>
              )}
            </section>
          </>
        )}
      </div>
    </main>
  );
}
