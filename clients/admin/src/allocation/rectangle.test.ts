import { describe, expect, it } from 'vitest';
import { layoutBoard } from '../board/board-layout.ts';
import { rectangleOf } from './rectangle.ts';

const unit = (level: number, stack: number) => ({
  id: `${level}-${stack}`,
  number: `${level}-${stack}`,
  stack: String(stack),
  kind: 'APARTMENT',
  areaTotal: null,
  floor: { id: `f${level}` },
});
const layout = layoutBoard(
  [1, 2, 3].map((level) => ({ id: `f${level}`, label: String(level), level })),
  [unit(1, 1), unit(1, 2), unit(1, 3), unit(2, 2), unit(3, 1), unit(3, 3)],
);

describe('rectangleOf', () => {
  it('INV-57 selects what lies between two corners, whichever way the hand moved, and skips gaps', () => {
    const expected = ['1-1', '1-2', '2-2', '3-1'];
    expect(rectangleOf(layout, '1-2', '3-1').sort()).toEqual(expected);
    expect(rectangleOf(layout, '3-1', '1-2').sort()).toEqual(expected);
    expect(rectangleOf(layout, '2-2', '2-2')).toEqual(['2-2']);
  });
});
