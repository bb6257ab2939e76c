import type { BusEvent } from './bus.ts';

const WORDS = /^[a-z0-9_]+(\.[a-z0-9_]+)*$/;

/** Makes the predicate of `types`: exact types, prefixes such as `unit.*`, or `*`. Throws for anything else. */
export function typeFilter(types: readonly string[]): (event: BusEvent) => boolean {
  if (types.includes('*')) return () => true;
  const exact = new Set<string>();
  const prefixes: string[] = [];
  for (const type of types) {
    const stem = type.endsWith('.*') ? type.slice(0, -2) : type;
    if (!WORDS.test(stem))
      throw new TypeError(`${JSON.stringify(type)} is not an event type, a prefix such as "unit.*", or "*"`);
    if (stem === type) exact.add(type);
    else prefixes.push(`${stem}.`);
  }
  return ({ type }) => exact.has(type) || prefixes.some((prefix) => type.startsWith(prefix));
}

/** Refuses events whose source or type could not be told apart on a bus that addresses by them. */
export function assertPublishable(events: readonly BusEvent[]): void {
  for (const { id, source, type } of events)
    if (!WORDS.test(source) || !WORDS.test(type))
      throw new TypeError(`Event ${id} of ${JSON.stringify(source)} has the malformed type ${JSON.stringify(type)}`);
}
