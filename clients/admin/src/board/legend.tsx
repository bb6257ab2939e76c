import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import { useMemo } from 'react';
import { useT } from '../i18n/catalogue.tsx';
import { StatusSwatch } from '../units/status-swatch.tsx';
import {
  BOARD_STATUSES,
  type BoardStatus,
  type BoardUnit,
  boardStatusOf,
  concernsMe,
  statusName,
} from './board-unit.ts';
import type { UnitFilter } from './board-view.ts';

interface LegendProps {
  readonly units: readonly BoardUnit[];
  readonly viewerId: string;
  readonly filter: UnitFilter;
  readonly onChange: (change: Partial<UnitFilter>) => void;
}

/** The legend is the filter: how many units there are of each status, live, and a press shows only those. */
export function Legend({ units, viewerId, filter, onChange }: LegendProps) {
  const t = useT();
  const formats = useFormats();
  const counts = useMemo(() => {
    const result: Record<BoardStatus | 'MINE', number> = { AVAILABLE: 0, RESERVED: 0, SOLD: 0, UNRELEASED: 0, MINE: 0 };
    for (const unit of units) {
      result[boardStatusOf(unit)] += 1;
      if (concernsMe(unit, viewerId)) result.MINE += 1;
    }
    return result;
  }, [units, viewerId]);
  const isShown = (status: BoardStatus) => filter.statuses.length === 0 || filter.statuses.includes(status);
  const toggle = (status: BoardStatus) => {
    // From "all", the first press shows that status alone; further presses add and take away.
    const next =
      filter.statuses.length === 0
        ? [status]
        : filter.statuses.includes(status)
          ? filter.statuses.filter((other) => other !== status)
          : [...filter.statuses, status];
    onChange({ statuses: next.length === BOARD_STATUSES.length ? [] : next });
  };
  return (
    // a fieldset cannot be a flex bar in every browser.
    <div className="o-legend" role="group" aria-label={t('board.legend')}>
      {BOARD_STATUSES.filter((status) => status !== 'UNRELEASED' || counts.UNRELEASED > 0).map((status) => (
        <button key={status} type="button" aria-pressed={isShown(status)} onClick={() => toggle(status)}>
          <StatusSwatch status={status} />
          <span className="o-nm">{statusName(t, status)}</span>
          <span className="o-c o-num">{formats.number(counts[status])}</span>
          <span className="o-p o-num">{units.length > 0 && formats.percent(counts[status] / units.length)}</span>
        </button>
      ))}
      <button
        type="button"
        className="o-mn"
        aria-pressed={filter.isMineOnly}
        onClick={() => onChange({ isMineOnly: !filter.isMineOnly })}
      >
        <StatusSwatch status="MINE" />
        <span className="o-nm">{t('status.mine')}</span>
        <span className="o-c o-num">{formats.number(counts.MINE)}</span>
      </button>
    </div>
  );
}
