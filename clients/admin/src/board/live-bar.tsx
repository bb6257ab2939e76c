import { useQuery } from '@apollo/client/react';
import { IconButton } from '@offplan/kit/components/button.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import type { FeedState } from '@offplan/kit/live/live-feed.ts';
import { useT } from '../i18n/catalogue.tsx';
import { ProjectActivityDocument } from '../projects/activity-documents.ts';
import { dayOf } from '../shell/day-start.ts';
import { useNow } from '../shell/use-now.ts';

/** How far back the bar goes. */
const DAYS = 90;

interface LiveBarProps {
  readonly projectId: string;
  readonly feed: FeedState;
  readonly asOf: string | null;
  readonly onAsOf: (day: string | null) => void;
}

/** The foot of the board: changes day by day, a press shows the board as it was that day; and whether it is live. */
export function LiveBar({ projectId, feed, asOf, onAsOf }: LiveBarProps) {
  const t = useT();
  const formats = useFormats();
  const now = useNow(30_000);
  const { data } = useQuery(ProjectActivityDocument, { variables: { id: projectId, days: DAYS }, errorPolicy: 'all' });
  const byDay = new Map(data?.project?.activity?.map((day) => [day.date, day.flips]));
  const most = Math.max(1, ...byDay.values());
  const days = Array.from({ length: DAYS }, (_, index) => dayOf(now - (DAYS - 1 - index) * 86_400_000));
  const today = days.at(-1);
  return (
    <div className="o-asof">
      <span>{t('asof.label')}</span>
      <div className="o-days-bar" role="group" aria-label={t('asof.choose')}>
        {days.map((day) => {
          const flips = byDay.get(day) ?? 0;
          const isCurrent = asOf === null ? day === today : day === asOf;
          return (
            <button
              key={day}
              type="button"
              tabIndex={isCurrent ? 0 : -1}
              aria-pressed={isCurrent}
              title={`${formats.dayShort(`${day}T12:00:00`)} · ${t('asof.flips', { count: flips })}`}
              aria-label={`${formats.date(`${day}T12:00:00`)}, ${t('asof.flips', { count: flips })}`}
              onClick={() => onAsOf(day === today ? null : day)}
              onKeyDown={(event) => {
                // Time runs as the script does: the next day lies at the end of the line.
                const ahead = document.documentElement.dir === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
                const step = !['ArrowLeft', 'ArrowRight'].includes(event.key) ? 0 : event.key === ahead ? 1 : -1;
                const next =
                  step && (event.currentTarget.parentElement?.children[days.indexOf(day) + step] as HTMLElement);
                if (next) next.focus();
              }}
            >
              <i style={{ height: `${2 + (flips / most) * 18}px` }} />
            </button>
          );
        })}
      </div>
      {asOf === null ? (
        <span className={feed.kind === 'live' ? 'o-live' : 'o-live o-off'}>
          {feed.kind === 'live' ? t('live.at', { time: formats.time(now) }) : t('live.connecting')}
        </span>
      ) : (
        <>
          <b className="o-num">{formats.date(`${asOf}T12:00:00`)}</b>
          <IconButton icon="x" label={t('asof.back')} onClick={() => onAsOf(null)} />
        </>
      )}
    </div>
  );
}
