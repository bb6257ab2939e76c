import Stripe from 'stripe';

/** How many new faults one call bears before it leaves the next try to its caller's queue. */
const MOST_FAULTS = 3;
/** How many kept answers one call passes: more than a queue's attempts leave behind in the day for which Stripe keeps them. */
const LONGEST_WALK = 100;

/**
 * Asks with a key. Stripe keeps a 500 like any answer and says it again for a day to whoever comes with that key, though nothing was done, or
 * though all was: then `found` looks for what was asked for, and where there is nothing it is asked for with the next key. That follows from
 * the request that failed, which Stripe names, so that whoever asks, in whichever process, goes the same way past what is spent and asks with
 * a new key at its end. The same with a key that was used with other parameters, as when a name has changed between two tries. Without
 * `found` the question may be asked twice.
 */
export async function insist<Answer>(
  key: string,
  ask: (idempotencyKey: string) => Promise<Answer>,
  found?: () => Promise<Answer | null>,
): Promise<Answer> {
  let next = key;
  let faults = 0;
  for (let step = 1; ; step += 1) {
    try {
      return await ask(next);
    } catch (fault) {
      const spent = spentBy(fault);
      if (!spent || step === LONGEST_WALK) throw fault;
      if (spent.isNew) faults += 1;
      if (faults === MOST_FAULTS) throw fault;
      const there = await found?.();
      if (there) return there;
      // Each request fails once: the name of one is enough, and the keys stay short.
      next = `${key}:after:${spent.request ?? step}`;
    }
  }
}

/** Whether an answer has spent its key; `request` is the one that the answer was first given to, `isNew` that it was this one. */
function spentBy(fault: unknown): { request: string | null; isNew: boolean } | null {
  if (fault instanceof Stripe.errors.StripeIdempotencyError)
    // 409: somebody asks the same at this moment. 400: the key stands for other parameters; of which request, Stripe does not say.
    return fault.statusCode === 400 ? { request: null, isNew: false } : null;
  if (!(fault instanceof Stripe.errors.StripeAPIError)) return null;
  const { headers = {} } = fault;
  if (headers['idempotent-replayed'] === 'true') return { request: headers['original-request'] ?? null, isNew: false };
  // Stripe forbids a retry with the key when it would say the same again. Who comes later is told this request as the original one.
  if (fault.statusCode === 500 && headers['stripe-should-retry'] === 'false')
    return { request: headers['request-id'] ?? null, isNew: true };
  return null;
}
