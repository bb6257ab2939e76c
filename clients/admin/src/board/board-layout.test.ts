import { describe, expect, it } from 'vitest';
import { type LayoutUnit, layoutBoard, neighbourOf } from './board-layout.ts';

const floor = (level: number) => ({ id: `f${level}`, label: String(level), level });
const unit = (level: number, stack: string | null, squareMetres = 100, number?: string): LayoutUnit => ({
  id: number ?? `${level}-${stack}`,
  number: number ?? `${level}-${stack}`,
  stack,
  kind: 'APARTMENT',
  areaTotal: { squareMetres },
  floor: { id: `f${level}` },
});

describe('layoutBoard', () => {
  it('UI-1 lays floors from the top and stacks in numeric order, with gaps where a floor has no unit', () => {
    const layout = layoutBoard([floor(1), floor(2)], [unit(1, '10'), unit(1, '2'), unit(2, '10')]);
    expect(layout.stacks).toEqual(['2', '10']);
    expect(layout.rows.map((row) => row.floor.level)).toEqual([2, 1]);
    expect(layout.rows[0]?.units).toEqual([{ id: '2-10', column: 1, span: 1 }]);
  });

  it('lets a penthouse cover the free places beside it, and no others', () => {
    const ordinary = [1, 2, 3].flatMap((level) => ['1', '2', '3', '4'].map((stack) => unit(level, stack)));
    const layout = layoutBoard(
      [floor(1), floor(2), floor(3), floor(4)],
      [...ordinary, unit(4, '1', 320), unit(4, '3', 100)],
    );
    expect(layout.rows[0]?.units).toEqual([
      { id: '4-1', column: 0, span: 2 },
      { id: '4-3', column: 2, span: 1 },
    ]);
  });

  it('keeps a plant floor without units as a row of its own', () => {
    const layout = layoutBoard([floor(1), floor(2)], [unit(1, '1')]);
    expect(layout.rows.map((row) => row.units.length)).toEqual([0, 1]);
  });

  it('shows both of two units that claim one stack', () => {
    const layout = layoutBoard([floor(1)], [unit(1, '1', 100, 'A'), unit(1, '1', 100, 'B'), unit(1, '2', 100, 'C')]);
    const columns = layout.rows[0]?.units.map((placed) => placed.column) ?? [];
    expect(new Set(columns).size).toBe(3);
    expect(layout.columnCount).toBe(3);
  });

  it('wraps a villa community, which has no stacks, into lines', () => {
    const villas = Array.from({ length: 30 }, (_, index) => unit(0, null, 300, `V-${index + 1}`));
    const layout = layoutBoard([floor(0)], villas);
    expect(layout.stacks).toEqual([]);
    expect(layout.rows.map((row) => row.units.length)).toEqual([14, 14, 2]);
    expect(layout.rows[0]?.units[1]?.id).toBe('V-2');
  });

  it('starts a line with each cluster of villas', () => {
    const villas = ['A-1', 'A-2', 'A-3', 'B-1', 'B-2'].map((number) => unit(0, null, 300, number));
    const layout = layoutBoard([floor(0)], villas);
    expect(layout.rows.map((row) => row.units.map((placed) => placed.id))).toEqual([
      ['A-1', 'A-2', 'A-3'],
      ['B-1', 'B-2'],
    ]);
  });

  it('compares shops with shops, so that small ones below large flats stay narrow', () => {
    const flats = ['1', '2', '3', '4'].map((stack) => unit(2, stack, 60));
    const shops = [unit(1, '1', 90), unit(1, '3', 100)].map((shop) => ({ ...shop, kind: 'SHOP' }));
    const layout = layoutBoard([floor(1), floor(2)], [...flats, ...shops]);
    expect(layout.rows[1]?.units.map((placed) => placed.span)).toEqual([1, 1]);
  });
});

describe('neighbourOf', () => {
  const layout = layoutBoard(
    [floor(1), floor(2), floor(3)],
    [unit(3, '1', 300), unit(1, '1'), unit(1, '2'), unit(1, '3'), unit(3, '3')],
  );

  it('DES-7 walks by arrows, over empty floors, and stays at the edges', () => {
    expect(neighbourOf(layout, '1-2', 'right')).toBe('1-3');
    expect(neighbourOf(layout, '1-3', 'right')).toBe('1-3');
    expect(neighbourOf(layout, '1-3', 'up')).toBe('3-3');
    expect(neighbourOf(layout, '3-1', 'down')).toBe('1-1');
    expect(neighbourOf(layout, '1-2', 'row-start')).toBe('1-1');
    expect(neighbourOf(layout, '1-2', 'down')).toBe('1-2');
  });
});
