const FAILURES_TO_OPEN = 5;
const OPEN_MILLISECONDS = 2_000;

/** After five failures in a row a subgraph is left alone for two seconds: requests fail at once instead of each waiting for a time-out (GW-4). */
export class CircuitBreaker {
  #failures = 0;
  #openUntil = 0;

  get isClosed(): boolean {
    return performance.now() >= this.#openUntil;
  }

  succeeded(): void {
    this.#failures = 0;
  }

  failed(): void {
    this.#failures += 1;
    if (this.#failures >= FAILURES_TO_OPEN) this.#openUntil = performance.now() + OPEN_MILLISECONDS;
  }
}
