/** What a live thing must carry: facts under one version, its live value object under another (INV-38). */
export interface Versioned {
  readonly id: string;
  readonly version: number;
  readonly availability: { readonly version: number };
}

type Schedule = (flush: () => void) => void;

/** Next animation frame; a timer where the page is hidden, because browsers then stop animation frames. */
export const nextFrame: Schedule = (flush) => {
  if (typeof document !== 'undefined' && document.visibilityState === 'visible') requestAnimationFrame(flush);
  else setTimeout(flush, 100);
};

/**
 * Joins a known thing with an incoming copy so that neither part ever goes back: facts by `version`, the live part by
 * `availability.version`. Equal versions take the incoming copy, which may know more (INV-41).
 */
export function newest<T extends Versioned>(known: T | undefined, incoming: T): T {
  if (!known) return incoming;
  const facts = incoming.version >= known.version ? incoming : known;
  const availability =
    incoming.availability.version >= known.availability.version ? incoming.availability : known.availability;
  return facts.availability === availability ? facts : { ...facts, availability };
}

/**
 * Holds the things of one board outside React, keyed by id. Incoming changes are gathered and shown once a frame; each
 * cell subscribes to its own id, so that fifty changes a second re-render fifty cells and nothing else (UI-1).
 */
export class LiveStore<T extends Versioned> {
  readonly #confirmed = new Map<string, T>();
  readonly #drafts = new Map<string, { readonly change: (thing: T) => T; shown?: { of: T; as: T } }>();
  readonly #cellListeners = new Map<string, Set<() => void>>();
  readonly #listeners = new Set<() => void>();
  readonly #schedule: Schedule;
  #incoming: T[] = [];
  #removed: string[] = [];
  #isScheduled = false;
  #revision = 0;
  #all: readonly T[] | undefined;

  constructor(schedule: Schedule = nextFrame) {
    this.#schedule = schedule;
  }

  /** Replaces everything, as after a full load. Things that are absent from `things` are gone. */
  replace(things: readonly T[]): void {
    const ids = new Set([...this.#confirmed.keys(), ...things.map((thing) => thing.id)]);
    const kept = new Map(this.#confirmed);
    this.#confirmed.clear();
    for (const thing of things) this.#confirmed.set(thing.id, newest(kept.get(thing.id), thing));
    this.#publish(ids);
  }

  /** Takes changed things from the server; they show with the next frame. */
  receive(things: readonly T[], removedIds: readonly string[] = []): void {
    this.#incoming.push(...things);
    this.#removed.push(...removedIds);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#schedule(() => this.flush());
  }

  /** Shows what was received, at once. */
  flush(): void {
    this.#isScheduled = false;
    const changed = new Set<string>();
    for (const thing of this.#incoming) {
      const known = this.#confirmed.get(thing.id);
      const next = newest(known, thing);
      if (next === known) continue;
      this.#confirmed.set(thing.id, next);
      changed.add(thing.id);
    }
    for (const id of this.#removed) if (this.#confirmed.delete(id)) changed.add(id);
    this.#incoming = [];
    this.#removed = [];
    if (changed.size > 0) this.#publish(changed);
  }

  /**
   * Shows `change` over a thing until the returned function is called: with the server's answer to keep it, without to
   * roll back (DES-6). A newer confirmed version shows through, because the change is applied to whatever is confirmed.
   */
  draft(id: string, change: (thing: T) => T): (answer?: T) => void {
    const draft = { change };
    this.#drafts.set(id, draft);
    this.#publish([id]);
    return (answer) => {
      if (this.#drafts.get(id) === draft) this.#drafts.delete(id);
      if (answer) this.#confirmed.set(id, newest(this.#confirmed.get(id), answer));
      this.#publish([id]);
    };
  }

  get(id: string): T | undefined {
    const confirmed = this.#confirmed.get(id);
    const draft = this.#drafts.get(id);
    if (!confirmed || !draft) return confirmed;
    if (draft.shown?.of !== confirmed) draft.shown = { of: confirmed, as: draft.change(confirmed) };
    return draft.shown.as;
  }

  /** All things as shown, in the order they were first loaded; the same array until something changes. */
  all(): readonly T[] {
    this.#all ??= [...this.#confirmed.keys()].map((id) => this.get(id)!);
    return this.#all;
  }

  /** Grows with every published change. */
  get revision(): number {
    return this.#revision;
  }

  subscribeTo(id: string, listener: () => void): () => void {
    const listeners = this.#cellListeners.get(id) ?? new Set();
    listeners.add(listener);
    this.#cellListeners.set(id, listeners);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#cellListeners.delete(id);
    };
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #publish(ids: Iterable<string>): void {
    this.#revision += 1;
    this.#all = undefined;
    for (const id of ids) for (const listener of this.#cellListeners.get(id) ?? []) listener();
    for (const listener of this.#listeners) listener();
  }
}
