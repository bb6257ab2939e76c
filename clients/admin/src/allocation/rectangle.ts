import type { BoardLayout } from '../board/board-layout.ts';

/** All units in the rectangle of rows and columns between two units, both included. */
export function rectangleOf(layout: BoardLayout, from: string, to: string): string[] {
  const find = (id: string) => {
    for (const [row, { units }] of layout.rows.entries()) {
      const unit = units.find((candidate) => candidate.id === id);
      if (unit) return { row, first: unit.column, last: unit.column + unit.span - 1 };
    }
    return undefined;
  };
  const a = find(from);
  const b = find(to);
  if (!a || !b) return [];
  const first = Math.min(a.first, b.first);
  const last = Math.max(a.last, b.last);
  return layout.rows
    .slice(Math.min(a.row, b.row), Math.max(a.row, b.row) + 1)
    .flatMap((row) => row.units)
    .filter((unit) => unit.column <= last && unit.column + unit.span - 1 >= first)
    .map((unit) => unit.id);
}
