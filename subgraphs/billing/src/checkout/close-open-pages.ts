import Stripe from 'stripe';
import { insist } from '../stripe/insist.ts';
import type { StripeAccount } from '../stripe/stripe-account.ts';

/** Closes the pages of Stripe's on which a customer could still pay (BIL-24). */
export async function closeOpenPages(stripe: StripeAccount, customer: string): Promise<void> {
  for await (const { id } of stripe.client.checkout.sessions.list({ customer, status: 'open', limit: 100 }))
    await closePage(stripe, id);
}

/** Closes a page; one that was paid on, or closed, in the meantime stays what it is. */
export async function closePage({ client }: StripeAccount, id: string): Promise<void> {
  try {
    await insist(`expire:${id}`, (idempotencyKey) => client.checkout.sessions.expire(id, {}, { idempotencyKey }));
  } catch (fault) {
    if (!(fault instanceof Stripe.errors.StripeInvalidRequestError)) throw fault;
  }
}
