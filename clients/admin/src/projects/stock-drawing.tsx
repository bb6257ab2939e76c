import type { ProjectCardFragment } from '../generated/graphql.ts';

/** The drawing's grid: a low building or a tower, by how much there is to sell. */
const CELL = 17;
const ROW = 11;
const GROUND = 140;

/** A project's stock as a small elevation: each cell is an equal share of the units, sold from the ground up. */
export function StockDrawing({ counts }: { counts: ProjectCardFragment['unitCounts'] }) {
  const isTower = counts.total > 120;
  const rows = isTower ? 11 : 5;
  const columns = isTower ? 9 : 15;
  const cells = rows * columns;
  const left = (350 - columns * CELL) / 2;
  const top = GROUND - rows * ROW;
  const share = (count: number) => (counts.total > 0 ? Math.round((count / counts.total) * cells) : 0);
  const sold = share(counts.sold);
  const reserved = share(counts.reserved);
  const available = share(counts.available);
  const look = (order: number): string =>
    order < sold
      ? 'o-sold'
      : order < sold + reserved
        ? 'o-reserved'
        : order < sold + reserved + available
          ? 'o-available'
          : 'o-none';
  return (
    <svg className="o-d" viewBox="0 0 350 150" preserveAspectRatio="xMidYMax meet" aria-hidden="true">
      {Array.from({ length: cells }, (_, order) => {
        // 7 shares no factor with the grid, so the looks spread over it instead of standing in stripes.
        const place = (order * 7) % cells;
        return (
          <rect
            key={`cell-${place}`}
            className={look(order)}
            x={left + (place % columns) * CELL}
            y={top + Math.floor(place / columns) * ROW}
            width={CELL - 2}
            height={ROW - 2}
          />
        );
      })}
      <path className="o-ground" d={`M-200 ${GROUND + 1}H550`} />
      <g className="o-axis-mark">
        <circle cx={left - 26} cy="28" r="9" />
        <path d={`M${left - 26} 37V${GROUND + 1}`} strokeDasharray="6 3 1 3" />
      </g>
    </svg>
  );
}
