/** A failure of requests, on demand. */
export interface RequestFailure {
  kind: /** 500 before anything was done. */
    | 'error_500'
    /** 500 that is kept for the idempotency key, as Stripe keeps them. */
    | 'error_500_kept'
    /** 429 `rate_limit`. */
    | 'rate_limit'
    /** 409, as two requests at once on one object get it. */
    | 'conflict'
    /** No answer; nothing was done. */
    | 'timeout'
    /** No answer, though everything was done. */
    | 'timeout_after'
    /** The connection ends; nothing was done. */
    | 'reset'
    /** The connection ends, though everything was done. */
    | 'reset_after'
    /** An answer that comes late. */
    | 'delay';
  /** Only requests with this method. */
  method?: string;
  /** Only requests whose path begins so, for example `/v1/subscriptions`. */
  path?: string;
  /** How many requests; then the failure is gone. */
  count: number;
  /** With `delay`: milliseconds of real time. */
  milliseconds?: number;
}

/** Failures that were asked for; they do not outlive the process. */
export class Failures {
  #failures: RequestFailure[] = [];

  add(failure: RequestFailure): void {
    this.#failures.push({ ...failure });
  }

  clear(): void {
    this.#failures = [];
  }

  get list(): RequestFailure[] {
    return this.#failures;
  }

  /** The failure that meets a request, counted down; null when there is none. */
  take(method: string, path: string): RequestFailure | null {
    const found = this.#failures.find(
      (failure) =>
        (failure.method === undefined || failure.method === method) &&
        (failure.path === undefined || path.startsWith(failure.path)),
    );
    if (!found) return null;
    found.count -= 1;
    if (found.count <= 0) this.#failures = this.#failures.filter((failure) => failure !== found);
    return found;
  }
}
