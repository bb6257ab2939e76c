/**
 * A generator whose `return()` takes effect at once. That of a bare generator waits for the pending `next()`, which waits for something
 * to happen: on a quiet feed for ever. Here the pending `next()` is done and `signal` is aborted; the generator must then free what it
 * holds and end.
 */
export function endable<Value>(
  generate: (signal: AbortSignal) => AsyncGenerator<Value, void>,
): AsyncIterableIterator<Value> {
  const ending = new AbortController();
  const source = generate(ending.signal);
  const done = { done: true, value: undefined } as const;
  return {
    next() {
      if (ending.signal.aborted) return Promise.resolve(done);
      return new Promise((resolve, reject) => {
        const end = () => resolve(done);
        ending.signal.addEventListener('abort', end, { once: true });
        source
          .next()
          .finally(() => ending.signal.removeEventListener('abort', end))
          .then(resolve, reject);
      });
    },
    async return() {
      ending.abort();
      // Nobody is left to hear of a fault while it frees what it holds.
      source.return().catch(() => {});
      return done;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
