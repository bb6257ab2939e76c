import { classNames } from '@offplan/kit/components/class-names.ts';
import { initialsOf } from '@offplan/kit/components/text.tsx';
import type { LiveStore } from '@offplan/kit/live/live-store.ts';
import { useLive } from '@offplan/kit/live/use-live.ts';
import { memo, useCallback, useSyncExternalStore } from 'react';
import { StatusSwatch } from '../units/status-swatch.tsx';
import { type BoardUnit, boardStatusOf, isMine } from './board-unit.ts';
import type { Colour } from './board-view.ts';
import type { CellWords } from './cell-words.ts';
import { type HeatScale, heatStep, heatValue } from './heat.ts';
import type { RecentChanges } from './recent-changes.ts';

/** What all cells of a board share. One object, so that `memo` compares one reference. */
export interface CellContext {
  readonly store: LiveStore<BoardUnit>;
  readonly recent: RecentChanges;
  readonly words: CellWords;
  readonly viewerId: string;
  readonly colour: Colour;
  readonly heat: HeatScale | null;
  readonly now: number;
  /** Hue of each agency or agent by its id, for the colour modes that tell them apart. */
  readonly hues: ReadonlyMap<string, number>;
  matches(unit: BoardUnit): boolean;
  /** Whether nothing can be done with the unit here: it is shown for orientation only. */
  isOff?(unit: BoardUnit): boolean;
}

export interface BoardCellProps {
  readonly id: string;
  readonly column: number;
  readonly span: number;
  readonly isOpen: boolean;
  readonly isPicked?: boolean;
  readonly context: CellContext;
}

const STATUS_CLASS = {
  AVAILABLE: 'o-available',
  RESERVED: 'o-reserved',
  SOLD: 'o-sold',
  UNRELEASED: 'o-unreleased',
} as const;

/**
 * One unit on the board. Plain elements and one subscription: a change re-renders this cell only. Clicks and keys are
 * handled by the grid, which finds the unit by `data-unit`.
 */
export const BoardCell = memo(function BoardCell({ id, column, span, isOpen, isPicked, context }: BoardCellProps) {
  const { store, recent, words, viewerId, colour, heat, now } = context;
  const unit = useLive(store, id);
  const subscribe = useCallback((listener: () => void) => recent.subscribe(id, listener), [recent, id]);
  const change = useSyncExternalStore(subscribe, () => recent.get(id));
  if (!unit) return null;

  const status = boardStatusOf(unit);
  const owner = colour === 'agency' ? unit.assignee : colour === 'agent' ? unit.agent : undefined;
  const value = heat && heatValue(colour, unit, now);
  const step = heat && value !== null && value !== undefined ? heatStep(heat, value) : undefined;
  const agency =
    owner === undefined
      ? undefined
      : owner?.id
        ? `o-agency o-hue-${context.hues.get(owner.id) ?? 0}`
        : 'o-agency o-pool';
  return (
    <button
      type="button"
      role="gridcell"
      data-unit={id}
      tabIndex={-1}
      aria-label={words.label(unit)}
      aria-selected={isPicked ?? isOpen}
      aria-disabled={context.isOff?.(unit) || undefined}
      style={{ gridColumn: `${column + 2} / span ${span}` }}
      className={classNames(
        'o-cell',
        STATUS_CLASS[status],
        step !== undefined && `o-h${step}`,
        agency,
        isMine(unit, viewerId) && 'o-mine',
        unit.isBeyondPlan && 'o-beyond',
        isOpen && 'o-sel',
        isPicked && 'o-picked',
        change && 'o-fresh',
        !context.matches(unit) && 'o-dim',
      )}
    >
      <bdi className="o-no">{unit.number}</bdi>
      <span className="o-lt">{step === undefined ? words.letter(status) : ''}</span>
      {words.zoom !== 's' && <span className="o-bd">{words.layout(unit)}</span>}
      {owner !== undefined
        ? owner && <span className="o-pr">{initialsOf(owner.name)}</span>
        : (words.zoom !== 's' || step !== undefined) && (
            <span className="o-pr">{words.zoom === 's' && colour !== 'price' ? '' : words.end(unit)}</span>
          )}
      {change?.hasFlag && (
        <span className="o-flag">
          <StatusSwatch status={status} />
          {words.justNow(change.by)}
        </span>
      )}
    </button>
  );
});
