import { classNames } from '@offplan/kit/components/class-names.ts';
import { useThrottledLive } from '@offplan/kit/live/use-live.ts';
import {
  type CSSProperties,
  type KeyboardEvent,
  memo,
  type PointerEvent,
  type Ref,
  useEffect,
  useImperativeHandle,
  useMemo,
  useRef,
} from 'react';
import { useT } from '../i18n/catalogue.tsx';
import { BoardCell, type CellContext } from './board-cell.tsx';
import { type BoardLayout, type BoardRow, type Direction, neighbourOf } from './board-layout.ts';
import { boardStatusOf } from './board-unit.ts';

/** How often the free units a floor are counted again. */
const COUNT_EVERY_MS = 500;

export interface GridHandle {
  /** Puts the keyboard on a unit and brings it into view. */
  focus(id: string): void;
  scroller(): HTMLDivElement | null;
}

interface BoardGridProps {
  readonly layout: BoardLayout;
  readonly context: CellContext;
  readonly label: string;
  readonly openId: string | null;
  readonly pickedIds?: ReadonlySet<string>;
  readonly className?: string;
  readonly onOpen: (id: string, event: { shiftKey: boolean }) => void;
  /** A key that the grid itself does not use. */
  readonly onKey?: (id: string, event: KeyboardEvent) => void;
  readonly onHover?: (id: string) => void;
  /** Units from where a drag began to where it is. Given: dragging selects. */
  readonly onDrag?: (from: string, to: string, phase: 'start' | 'move' | 'end') => void;
  readonly onScroll?: () => void;
  readonly ref?: Ref<GridHandle>;
}

const unitAt = (target: EventTarget | null): string | undefined =>
  (target as HTMLElement | null)?.closest<HTMLElement>('[data-unit]')?.dataset.unit;

interface RowProps {
  readonly row: BoardRow;
  readonly free: number;
  readonly isCurrent: boolean;
  readonly openId: string | null;
  readonly pickedIds?: ReadonlySet<string>;
  readonly columnCount: number;
  readonly context: CellContext;
}

const Row = memo(function Row({ row, free, isCurrent, openId, pickedIds, columnCount, context }: RowProps) {
  const isFirst = row.line === 0;
  const isMark = isFirst && row.floor.level % 5 === 0 && row.floor.level !== 0;
  return (
    // a table cannot be this grid; roles give it the grid's keyboard model.
    // the cells take the focus, one at a time.
    <div className={classNames('o-brow', row.units.length === 0 && 'o-is-mech')} role="row">
      <span className={classNames('o-fl', isCurrent && 'o-cur', isMark && 'o-lv')} role="rowheader">
        <span>{isFirst ? row.floor.label : ''}</span>
      </span>
      {row.units.length === 0 && (
        <span className="o-mech" role="gridcell" style={{ gridColumn: `2 / span ${columnCount}` }} />
      )}
      {row.units.map((unit) => (
        <BoardCell
          key={unit.id}
          id={unit.id}
          column={unit.column}
          span={unit.span}
          isOpen={unit.id === openId}
          isPicked={pickedIds?.has(unit.id)}
          context={context}
        />
      ))}
      <span className="o-fc" role="gridcell" style={{ gridColumn: columnCount + 2 }}>
        {row.units.length === 0 || !isFirst ? '' : free || '–'}
      </span>
    </div>
  );
});

/** Available units by floor. Recounted a few times a second, not with every change. */
function useFreeByFloor(context: CellContext): ReadonlyMap<string, number> {
  const units = useThrottledLive(context.store, COUNT_EVERY_MS);
  return useMemo(() => {
    const free = new Map<string, number>();
    for (const unit of units) {
      if (boardStatusOf(unit) === 'AVAILABLE') free.set(unit.floor.id, (free.get(unit.floor.id) ?? 0) + 1);
    }
    return free;
  }, [units]);
}

/** Floors × stacks with a sticky axis: one tab stop, arrows inside, one listener for all cells. */
export function BoardGrid(props: BoardGridProps) {
  const { layout, context, openId, pickedIds, onOpen, onKey, onHover, onDrag, ref } = props;
  const t = useT();
  const scroller = useRef<HTMLDivElement>(null);
  const tabStop = useRef<HTMLElement | null>(null);
  const dragFrom = useRef<string>(undefined);
  const free = useFreeByFloor(context);
  const place = useMemo(() => {
    for (const row of layout.rows) {
      const unit = row.units.find((candidate) => candidate.id === openId);
      if (unit) return { floorId: row.floor.id, column: unit.column };
    }
    return null;
  }, [layout, openId]);

  const elementOf = (id: string) => scroller.current?.querySelector<HTMLElement>(`[data-unit="${CSS.escape(id)}"]`);
  const focus = (id: string) => {
    const cell = elementOf(id);
    cell?.focus({ preventScroll: true });
    cell?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  };
  useImperativeHandle(ref, () => ({ focus, scroller: () => scroller.current }));

  // The tab stop is kept on the element itself: moving it re-renders nothing.
  const setTabStop = (cell: HTMLElement | null | undefined) => {
    if (!cell) return;
    tabStop.current?.setAttribute('tabindex', '-1');
    cell.setAttribute('tabindex', '0');
    tabStop.current = cell;
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new layout has new cells and needs a tab stop among them.
  useEffect(() => {
    setTabStop((openId && elementOf(openId)) || scroller.current?.querySelector<HTMLElement>('[data-unit]'));
  }, [layout, openId]);
  // A tower is read from its foot: open at the bottom, as one stands before it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new building scrolls.
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    if (openId) elementOf(openId)?.scrollIntoView({ block: 'center', inline: 'nearest' });
    else element.scrollTop = layout.stacks.length > 0 ? element.scrollHeight : 0;
  }, [layout]);

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const id = unitAt(event.target);
    if (!id) return;
    const isMirrored = document.documentElement.dir === 'rtl';
    const directions: Partial<Record<string, Direction>> = {
      ArrowUp: 'up',
      ArrowDown: 'down',
      ArrowLeft: isMirrored ? 'right' : 'left',
      ArrowRight: isMirrored ? 'left' : 'right',
      Home: event.ctrlKey ? 'top' : 'row-start',
      End: event.ctrlKey ? 'bottom' : 'row-end',
      PageUp: 'top',
      PageDown: 'bottom',
    };
    const direction = directions[event.key];
    if (direction) {
      event.preventDefault();
      focus(neighbourOf(layout, id, direction));
    } else onKey?.(id, event);
  };

  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    const id = unitAt(event.target);
    // A finger that drags scrolls; only a mouse or a pen selects by dragging.
    if (!id || !onDrag || event.pointerType === 'touch' || event.button !== 0) return;
    dragFrom.current = id;
    onDrag(id, id, 'start');
    const stop = () => {
      if (dragFrom.current) onDrag(dragFrom.current, dragFrom.current, 'end');
      dragFrom.current = undefined;
      window.removeEventListener('pointerup', stop);
    };
    window.addEventListener('pointerup', stop);
  };

  return (
    <div className="o-scroll" ref={scroller} onScroll={props.onScroll}>
      <div
        className={classNames('o-board', `o-z-${context.words.zoom}`, context.heat && 'o-heat', props.className)}
        style={{ '--cols': layout.columnCount } as CSSProperties}
        role="grid"
        tabIndex={-1}
        aria-label={props.label}
        aria-multiselectable={pickedIds ? true : undefined}
        onClick={(event) => {
          const id = unitAt(event.target);
          if (id) onOpen(id, event);
        }}
        onKeyDown={onKeyDown}
        onFocus={(event) => setTabStop((event.target as HTMLElement).closest<HTMLElement>('[data-unit]'))}
        onPointerDown={onPointerDown}
        onPointerOver={(event) => {
          const id = unitAt(event.target);
          if (!id) return;
          if (dragFrom.current) onDrag?.(dragFrom.current, id, 'move');
          else onHover?.(id);
        }}
      >
        <div className="o-brow o-axis" role="row">
          <span className="o-corner o-caps" role="columnheader">
            {t('board.floor')}
          </span>
          {layout.stacks.map((stack, column) => (
            <span
              key={stack}
              className={classNames('o-bub', place?.column === column && 'o-cur')}
              role="columnheader"
              style={{ gridColumn: column + 2 }}
            >
              {stack}
            </span>
          ))}
          <span
            className="o-end o-caps"
            role="columnheader"
            title={t('board.freeOnFloor')}
            style={{ gridColumn: layout.columnCount + 2 }}
          >
            {t('board.free')}
          </span>
        </div>
        {layout.rows.map((row) => (
          <Row
            key={`${row.floor.id}:${row.line}`}
            row={row}
            free={free.get(row.floor.id) ?? 0}
            isCurrent={place?.floorId === row.floor.id}
            openId={place?.floorId === row.floor.id ? openId : null}
            pickedIds={pickedIds}
            columnCount={layout.columnCount}
            context={context}
          />
        ))}
      </div>
    </div>
  );
}
