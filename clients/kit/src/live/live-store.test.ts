import { describe, expect, it } from 'vitest';
import { LiveStore, type Versioned } from './live-store.ts';

interface Flat extends Versioned {
  readonly price: number;
  readonly availability: { readonly version: number; readonly status: string };
}

const flat = (id: string, version: number, price: number, availabilityVersion: number, status: string): Flat => ({
  id,
  version,
  price,
  availability: { version: availabilityVersion, status },
});

/** A store whose frames are run by hand. */
function storeWithFrames() {
  const frames: (() => void)[] = [];
  const store = new LiveStore<Flat>((flush) => frames.push(flush));
  return { store, frames, runFrame: () => frames.shift()?.() };
}

describe('LiveStore', () => {
  it('INV-41 never applies an older status, whatever order the answers come in', () => {
    const { store } = storeWithFrames();
    store.replace([flat('a', 1, 100, 5, 'SOLD')]);
    store.receive([flat('a', 1, 100, 3, 'RESERVED')]);
    store.flush();
    expect(store.get('a')?.availability).toEqual({ version: 5, status: 'SOLD' });
    store.replace([flat('a', 1, 100, 2, 'AVAILABLE')]);
    expect(store.get('a')?.availability.status).toBe('SOLD');
  });

  it('INV-38 takes a newer price together with the older status it came with, and keeps the newer status', () => {
    const { store } = storeWithFrames();
    store.replace([flat('a', 1, 100, 5, 'RESERVED')]);
    store.receive([flat('a', 2, 140, 4, 'AVAILABLE')]);
    store.flush();
    expect(store.get('a')).toEqual(flat('a', 2, 140, 5, 'RESERVED'));
  });

  it('UI-1 gathers a burst into one frame and tells only the cells that changed', () => {
    const { store, frames, runFrame } = storeWithFrames();
    store.replace([flat('a', 1, 100, 1, 'AVAILABLE'), flat('b', 1, 100, 1, 'AVAILABLE')]);
    const told = { a: 0, b: 0, board: 0 };
    store.subscribeTo('a', () => (told.a += 1));
    store.subscribeTo('b', () => (told.b += 1));
    store.subscribe(() => (told.board += 1));
    for (let version = 2; version <= 51; version++) store.receive([flat('a', 1, 100, version, 'RESERVED')]);
    expect(frames).toHaveLength(1);
    runFrame();
    expect(told).toEqual({ a: 1, b: 0, board: 1 });
    expect(store.get('a')?.availability.version).toBe(51);
  });

  it('DES-6 shows a draft at once and rolls back to what the server confirmed meanwhile', () => {
    const { store } = storeWithFrames();
    store.replace([flat('a', 1, 100, 1, 'AVAILABLE')]);
    const settle = store.draft('a', (unit) => ({
      ...unit,
      availability: { ...unit.availability, status: 'RESERVED' },
    }));
    expect(store.get('a')?.availability.status).toBe('RESERVED');
    store.receive([flat('a', 1, 100, 2, 'SOLD')]);
    store.flush();
    settle();
    expect(store.get('a')?.availability).toEqual({ version: 2, status: 'SOLD' });
  });

  it('INV-40 removes a unit that the viewer may no longer see', () => {
    const { store } = storeWithFrames();
    store.replace([flat('a', 1, 100, 1, 'AVAILABLE'), flat('b', 1, 100, 1, 'AVAILABLE')]);
    store.receive([], ['a']);
    store.flush();
    expect(store.get('a')).toBeUndefined();
    expect(store.all().map((unit) => unit.id)).toEqual(['b']);
  });

  it('gives React the same snapshot until something changes', () => {
    const { store } = storeWithFrames();
    store.replace([flat('a', 1, 100, 1, 'AVAILABLE')]);
    store.draft('a', (unit) => ({ ...unit, price: 90 }));
    expect(store.get('a')).toBe(store.get('a'));
    expect(store.all()).toBe(store.all());
  });
});
