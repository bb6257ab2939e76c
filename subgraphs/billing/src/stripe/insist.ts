import Stripe from 'stripe';

/**
 * Asks with a key. Stripe keeps a 500 like any answer and says it again for a day to whoever comes with that key, though nothing was done, or
 * though all was: then `found` looks for what was asked for, and where there is nothing it is asked for with another key. Without `found` the
 * question may be asked twice.
 */
export async function insist<Answer>(
  key: string,
  ask: (idempotencyKey: string) => Promise<Answer>,
  found?: () => Promise<Answer | null>,
): Promise<Answer> {
  try {
    return await ask(key);
  } catch (fault) {
    if (!isKept(fault)) throw fault;
    return (await found?.()) ?? ask(`${key}:again`);
  }
}

const isKept = (fault: unknown) =>
  fault instanceof Stripe.errors.StripeAPIError && fault.headers?.['idempotent-replayed'] === 'true';
