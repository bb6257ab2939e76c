import { Skeleton } from '@offplan/kit/components/states.tsx';
import './board.css';

const FLOORS = Array.from({ length: 18 }, (_, index) => 18 - index);
const STACKS = Array.from({ length: 12 }, (_, index) => index);

/** Legend, filters and grid before the units are there. */
export function BoardGridSkeleton() {
  return (
    <>
      <div className="o-legend o-legend-skeleton">
        {STACKS.slice(0, 5).map((index) => (
          <Skeleton key={index} width="70%" height="16px" />
        ))}
      </div>
      <div className="o-filters">
        {STACKS.slice(0, 4).map((index) => (
          <Skeleton key={index} width="92px" height="28px" />
        ))}
      </div>
      <div className="o-bwrap">
        <div className="o-scroll">
          <div className="o-board" style={{ '--cols': STACKS.length } as React.CSSProperties}>
            {FLOORS.map((floor) => (
              <div className="o-brow" key={floor}>
                <span className="o-fl" />
                {STACKS.map((stack) => (
                  <Skeleton key={stack} height="var(--ch)" />
                ))}
                <span />
              </div>
            ))}
          </div>
        </div>
      </div>
    </>
  );
}

/** The board before its units are there: the same bars, axis and grid. */
export function BoardSkeleton() {
  return (
    <main className="o-work" id="work" aria-busy="true">
      <div className="o-whead">
        <Skeleton width="150px" height="22px" />
        <Skeleton width="220px" height="14px" />
      </div>
      <BoardGridSkeleton />
    </main>
  );
}
