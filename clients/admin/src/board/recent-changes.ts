/** How a cell shows that it just changed: a flash, or a flash with a flag that says who. */
export type Recent = { readonly hasFlag: boolean; readonly by: string | null };

const FLASH_MS = 1_300;
const FLAG_MS = 6_000;
/** More flags than this at once would cover the board. */
const MOST_FLAGS = 2;

/** The changes of the last seconds, outside React, one listener set a cell. */
export class RecentChanges {
  readonly #recent = new Map<string, Recent>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #listeners = new Map<string, Set<() => void>>();

  /** Marks units as just changed; the last ones of a burst get a flag. */
  mark(changes: readonly { id: string; by: string | null }[]): void {
    changes.forEach((change, index) => {
      const hasFlag = index >= changes.length - MOST_FLAGS;
      if (hasFlag) this.#dropOldFlags();
      this.#set(change.id, { hasFlag, by: change.by }, hasFlag ? FLAG_MS : FLASH_MS);
    });
  }

  get(id: string): Recent | undefined {
    return this.#recent.get(id);
  }

  subscribe(id: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(id) ?? new Set();
    listeners.add(listener);
    this.#listeners.set(id, listeners);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(id);
    };
  }

  clear(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#recent.clear();
  }

  #dropOldFlags(): void {
    const flagged = [...this.#recent].filter(([, recent]) => recent.hasFlag);
    for (const [id] of flagged.slice(0, Math.max(0, flagged.length - MOST_FLAGS + 1))) this.#remove(id);
  }

  #set(id: string, recent: Recent, forMs: number): void {
    clearTimeout(this.#timers.get(id));
    // Deleting first moves the entry to the end: the map's order is the order of change.
    this.#recent.delete(id);
    this.#recent.set(id, recent);
    this.#timers.set(
      id,
      setTimeout(() => this.#remove(id), forMs),
    );
    this.#tell(id);
  }

  #remove(id: string): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    if (this.#recent.delete(id)) this.#tell(id);
  }

  #tell(id: string): void {
    for (const listener of this.#listeners.get(id) ?? []) listener();
  }
}
