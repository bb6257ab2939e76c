import Stripe from 'stripe';
import { isUnpaid } from '../plans/plan-standing.ts';
import { insist } from '../stripe/insist.ts';
import type { StripeAccount } from '../stripe/stripe-account.ts';
import { fetchDefaultCard } from './default-card.ts';

/**
 * Lets every plan of a customer be charged to the card that is set there: a plan bought on Stripe's page keeps the card it was bought with, and
 * what somebody sets in the portal would count for nothing. An older card of the customer's is what it had before the purchase, not a choice.
 * An open invoice is paid at once with a card that has changed. `isNew`: it has, also where the plan has none of its own.
 */
export async function followCard(stripe: StripeAccount, customerId: string, isNew = false): Promise<void> {
  const { client } = stripe;
  const card = await fetchDefaultCard(stripe, customerId);
  if (!card) return;
  for await (const subscription of client.subscriptions.list({
    customer: customerId,
    limit: 100,
    expand: ['data.latest_invoice', 'data.default_payment_method'],
  })) {
    const own = subscription.default_payment_method as Stripe.PaymentMethod | null;
    if (own && own.created > card.created) continue;
    const isOther = own !== null && own.id !== card.id;
    if (isOther)
      // Without a key: said twice it is the same, and a key would answer the third of three changes to and fro with the first.
      await client.subscriptions.update(subscription.id, { default_payment_method: card.id });
    const invoice = subscription.latest_invoice as Stripe.Invoice | null;
    if ((isNew || isOther) && isUnpaid(subscription.status) && invoice) await settle(stripe, invoice, card.id);
  }
}

/** Pays the newest invoice, which is what a plan goes on by. Stripe leaves it a draft where it has given up trying (stripe.md 2.3). */
async function settle(stripe: StripeAccount, { id, status }: Stripe.Invoice, card: string): Promise<void> {
  if (status === 'draft')
    await insist(`finalize:${id}`, (idempotencyKey) =>
      stripe.client.invoices.finalizeInvoice(id!, { auto_advance: false }, { idempotencyKey }),
    );
  if (status === 'draft' || status === 'open') await payNow(stripe, id!, card);
}

/** Tries a new card on what is open, in place of waiting for Stripe's next attempt. Declined, the invoice stays open and the screen says so. */
async function payNow({ client }: StripeAccount, invoiceId: string, card: string): Promise<void> {
  try {
    await insist<unknown>(
      `pay:${invoiceId}:${card}`,
      (idempotencyKey) => client.invoices.pay(invoiceId, {}, { idempotencyKey }),
      async () => ((await client.invoices.retrieve(invoiceId)).status === 'open' ? null : true),
    );
  } catch (fault) {
    const isSettled =
      fault instanceof Stripe.errors.StripeCardError || fault instanceof Stripe.errors.StripeInvalidRequestError;
    if (!isSettled) throw fault;
  }
}
