/** How a live connection stands, for the banner and the "Live" mark. */
export type FeedState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live'; readonly since: number }
  /** Not connected; `lastSeenAt` is when the data on screen was last known to be current. */
  | { readonly kind: 'reconnecting'; readonly lastSeenAt: number };

export interface FeedSource<Event> {
  /** Opens the stream after a cursor. `onClosed` is called once, with what ended it; returns a function that stops it. */
  open(
    after: string | undefined,
    handlers: { onOpened(): void; onEvent(event: Event): void; onClosed(reason: unknown): void },
  ): () => void;
}

export interface FeedOptions<Event> {
  readonly source: FeedSource<Event>;
  readonly cursorOf: (event: Event) => string;
  readonly onEvent: (event: Event) => void;
  readonly onState: (state: FeedState) => void;
  /** True: the reason is final (signed out, access ended), so do not try again. */
  readonly isFinal: (reason: unknown) => boolean;
  readonly now?: () => number;
  readonly random?: () => number;
  readonly setTimer?: (run: () => void, ms: number) => () => void;
}

const FIRST_DELAY_MS = 300;
const LONGEST_DELAY_MS = 15_000;

const realTimer = (run: () => void, ms: number) => {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
};

/**
 * Keeps a stream of changes open across lost connections. Each attempt resumes after the last cursor that was seen, so
 * that nothing is missed (INV-41); delays double with full jitter, so that a restarted server is not stormed.
 */
export class LiveFeed<Event> {
  readonly #options: FeedOptions<Event>;
  readonly #now: () => number;
  #cursor: string | undefined;
  #attempt = 0;
  #lastSeenAt: number;
  #isLive = false;
  #stop: (() => void) | undefined;
  #close: ((reason: unknown) => void) | undefined;
  #cancelTimer: (() => void) | undefined;
  #isStopped = false;

  constructor(options: FeedOptions<Event>) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#lastSeenAt = this.#now();
  }

  /** Starts after `cursor`, the one that the loaded board carried. */
  start(cursor: string | undefined): void {
    this.#cursor = cursor;
    this.#options.onState({ kind: 'connecting' });
    this.#open();
  }

  /** Tries again at once: the browser says that the network is back, or the person pressed "Reconnect". */
  retryNow(): void {
    if (!this.#cancelTimer) return;
    this.#cancelTimer();
    this.#cancelTimer = undefined;
    this.#open();
  }

  /**
   * The browser says that there is no network: the board is old from now on, whatever an open socket has not noticed yet, and nothing is
   * tried until `retryNow`.
   */
  lost(): void {
    if (this.#isStopped) return;
    if (!this.#cancelTimer) {
      this.#stop?.();
      this.#close?.('offline');
    }
    this.#cancelTimer?.();
    this.#cancelTimer = () => {};
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancelTimer?.();
    this.#stop?.();
  }

  #open(): void {
    let isOpen = true;
    const close = (reason: unknown) => {
      if (!isOpen || this.#isStopped) return;
      isOpen = false;
      // An open stream with nothing to say is current too: the data ages from the moment of the cut.
      if (this.#isLive) this.#lastSeenAt = this.#now();
      this.#isLive = false;
      if (this.#options.isFinal(reason)) return;
      this.#later();
    };
    this.#close = close;
    this.#stop = this.#options.source.open(this.#cursor, {
      onOpened: () => isOpen && this.#live(),
      onEvent: (event) => {
        if (!isOpen || this.#isStopped) return;
        this.#cursor = this.#options.cursorOf(event);
        this.#live();
        this.#options.onEvent(event);
      },
      onClosed: close,
    });
  }

  #live(): void {
    if (this.#isStopped) return;
    this.#attempt = 0;
    this.#isLive = true;
    this.#lastSeenAt = this.#now();
    this.#options.onState({ kind: 'live', since: this.#lastSeenAt });
  }

  #later(): void {
    this.#options.onState({ kind: 'reconnecting', lastSeenAt: this.#lastSeenAt });
    const ceiling = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** this.#attempt);
    this.#attempt += 1;
    const delay = ceiling * (0.5 + 0.5 * (this.#options.random ?? Math.random)());
    this.#cancelTimer = (this.#options.setTimer ?? realTimer)(() => {
      this.#cancelTimer = undefined;
      this.#open();
    }, delay);
  }
}
