import type { LiveStore } from '@offplan/kit/live/live-store.ts';
import { useThrottledLive } from '@offplan/kit/live/use-live.ts';
import { memo, type PointerEvent, type RefObject, useCallback, useEffect, useId, useMemo, useState } from 'react';
import type { GridHandle } from './board-grid.tsx';
import type { BoardLayout } from './board-layout.ts';
import { type BoardStatus, type BoardUnit, boardStatusOf } from './board-unit.ts';

const REDRAW_EVERY_MS = 600;
/** Drawing units of one storey and the strip's width. */
const STOREY = 16;
const WIDTH = 56;

interface StripProps {
  readonly layout: BoardLayout;
  readonly store: LiveStore<BoardUnit>;
  readonly grid: RefObject<GridHandle | null>;
}

const Drawing = memo(function Drawing({
  layout,
  store,
  hatch,
}: {
  layout: BoardLayout;
  store: LiveStore<BoardUnit>;
  hatch: string;
}) {
  const units = useThrottledLive(store, REDRAW_EVERY_MS);
  const statuses = useMemo(() => new Map(units.map((unit) => [unit.id, boardStatusOf(unit)])), [units]);
  const field = WIDTH / layout.columnCount;
  const fill: Record<BoardStatus, string> = {
    AVAILABLE: 'var(--av-line)',
    RESERVED: `url(#${hatch})`,
    SOLD: 'var(--so-dot)',
    UNRELEASED: 'none',
  };
  return (
    <>
      {layout.rows.flatMap((row, index) =>
        row.units.map((unit) => {
          const status = statuses.get(unit.id);
          return (
            status && (
              <rect
                key={unit.id}
                x={unit.column * field}
                y={index * STOREY}
                width={unit.span * field - 0.7}
                height={STOREY - 1.6}
                fill={fill[status]}
                stroke={status === 'UNRELEASED' ? 'var(--un-line)' : 'none'}
                strokeWidth=".5"
              />
            )
          );
        }),
      )}
    </>
  );
});

/** The building from afar: a map of the board and its scrollbar. The gold frame is what the board shows. */
export function ElevationStrip({ layout, store, grid }: StripProps) {
  const hatch = useId().replaceAll(':', '');
  const [frame, setFrame] = useState({ top: 0, height: 1 });
  const rows = Math.max(1, layout.rows.length);

  const follow = useCallback(() => {
    const scroller = grid.current?.scroller();
    if (!scroller) return;
    setFrame({
      top: scroller.scrollTop / scroller.scrollHeight,
      height: Math.min(1, scroller.clientHeight / scroller.scrollHeight),
    });
  }, [grid]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new layout changes the height that is followed.
  useEffect(() => {
    const scroller = grid.current?.scroller();
    if (!scroller) return;
    const observer = new ResizeObserver(follow);
    observer.observe(scroller);
    scroller.addEventListener('scroll', follow, { passive: true });
    follow();
    return () => {
      observer.disconnect();
      scroller.removeEventListener('scroll', follow);
    };
  }, [grid, follow, layout]);

  const scrollTo = (event: PointerEvent<HTMLDivElement>) => {
    if (event.buttons !== 1) return;
    const scroller = grid.current?.scroller();
    const box = event.currentTarget.getBoundingClientRect();
    const share = (event.clientY - box.top) / box.height - frame.height / 2;
    scroller?.scrollTo({ top: share * scroller.scrollHeight });
  };
  const marks = layout.rows
    .map((row, index) => ({ ...row, index }))
    .filter((row, index) => row.line === 0 && (row.floor.level % 10 === 0 || index === rows - 1));
  return (
    <div className="o-elev" aria-hidden="true">
      <div onPointerDown={scrollTo} onPointerMove={scrollTo}>
        <svg viewBox={`0 0 ${WIDTH} ${rows * STOREY}`} preserveAspectRatio="none">
          <defs>
            <pattern id={hatch} width="3" height="3" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
              <rect width="3" height="3" fill="var(--rs-bg)" />
              <rect width="1.5" height="3" fill="var(--rs-dot)" />
            </pattern>
          </defs>
          <Drawing layout={layout} store={store} hatch={hatch} />
          <rect
            x="-2"
            y={frame.top * rows * STOREY}
            width={WIDTH + 4}
            height={frame.height * rows * STOREY}
            rx="2"
            className="o-elev-frame"
            vectorEffect="non-scaling-stroke"
          />
          <path d={`M-14 ${rows * STOREY}H${WIDTH + 4}`} className="o-elev-ground" vectorEffect="non-scaling-stroke" />
        </svg>
        {marks.map((row) => (
          <span key={row.floor.id} style={{ top: `${((row.index + 0.5) / rows) * 100}%` }}>
            {row.floor.label}
          </span>
        ))}
      </div>
    </div>
  );
}
