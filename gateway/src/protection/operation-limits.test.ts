import { expect, it } from 'vitest';
import { checkLimits } from './operation-limits.ts';

it('GW-35 fragments that only spread fragments are weighed once each, and count as often as they are spread', () => {
  const doubling = (levels: number) =>
    Array.from({ length: levels }, (_, level) => `fragment F${level} on Q { ...F${level + 1} ...F${level + 1} }`)
      .concat(`fragment F${levels} on Q { id }`)
      .join(' ');
  expect(checkLimits(`{ ...F0 } ${doubling(60)}`)?.message).toContain('root fields');
  expect(checkLimits(`{ a { ...F0 } } ${doubling(60)}`)?.message).toContain('values');
  // Twice as many fragments are weighed in about twice the time, and not in four thousand times as much.
  const weigh = (levels: number) => {
    const began = performance.now();
    checkLimits(`{ a { ...F0 } } ${doubling(levels)}`);
    return performance.now() - began;
  };
  weigh(12);
  expect(weigh(24)).toBeLessThan(500 * weigh(12));
});

it('GW-35 a fragment that is not there, or that contains itself by way of another, is refused', () => {
  expect(checkLimits('{ ...Missing }')?.message).toContain('does not have');
  expect(checkLimits('{ ...A } fragment A on Q { b { ...B } } fragment B on Q { a { ...A } }')?.message).toContain(
    'inside itself',
  );
});

it('GW-35 a page counts by its default, by what is given instead of it, and a list of units by its usual size', () => {
  const page = 'query ($n: Int = 1000) { projects(first: $n) { edges { node { members(first: 50) { id } } } } }';
  expect(checkLimits(page)?.message).toContain('values');
  expect(checkLimits(page, { n: 20 })).toBeNull();
  const fields = Array.from({ length: 60 }, (_, index) => `f${index}`).join(' ');
  expect(checkLimits(`{ board { units { ${fields} } } }`)?.message).toContain('values');
  expect(checkLimits(`{ board { units { ${fields.slice(0, 100)} } } }`)).toBeNull();
});
