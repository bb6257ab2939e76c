import type { SubgraphDatabase } from '@offplan/kernel/database/subgraph-database';
import type { Actor } from '@offplan/kernel/events/event';
import { wantLetter } from '@offplan/kernel/mail/want-letter';
import Stripe from 'stripe';
import { BillingAccount } from '../accounts/billing-account.ts';
import { inAccount } from '../accounts/in-account.ts';
import type { BillingOptions } from '../billing-options.ts';
import { followCard } from '../customers/follow-card.ts';
import { insist } from '../stripe/insist.ts';
import type { StripeAccount } from '../stripe/stripe-account.ts';
import { Subscription } from '../subscriptions/subscription.ts';
import { syncAccount } from '../subscriptions/sync-account.ts';
import { once } from '../webhooks/once.ts';

/**
 * Takes over what came of a page: the card that was set becomes the one that is charged (stripe.md 0, 3), and an open invoice is paid with it at
 * once. The return of the browser and the webhook both do this, in any order and as often as they come (BIL-24).
 */
export async function finishCheckout(
  options: BillingOptions,
  db: SubgraphDatabase,
  { orgId, sessionId, actor }: { orgId: string; sessionId: string; actor?: Actor },
): Promise<void> {
  const { stripe } = options;
  const account = await db.reader({ orgId }).findOne(BillingAccount, { orgId });
  if (!stripe || !account?.stripeCustomerId) return;
  const session = await retrieve(stripe, sessionId);
  // A page of somebody else's says nothing here.
  if (session?.customer === account.stripeCustomerId && session.mode === 'setup' && session.status === 'complete')
    await useCard(stripe, session, account.stripeCustomerId);
  await syncAccount(options, db, orgId, actor);
  if (session?.customer === account.stripeCustomerId && session.mode === 'setup')
    await confirmCard(options, db, orgId, sessionId);
}

/** Says by mail when the first charge comes, to whoever has set a card in the trial (BIL-12). */
async function confirmCard(
  { pricing }: BillingOptions,
  db: SubgraphDatabase,
  orgId: string,
  sessionId: string,
): Promise<void> {
  await inAccount({ db, orgId }, async (tx, account) => {
    const trial = await tx.em.findOne(Subscription, { orgId, status: 'trialing', hasPaymentMethod: true });
    if (!trial?.trialEndsAt || account.nextCharge === null || !(await once(tx, orgId, `card:${sessionId}`))) return;
    await wantLetter(tx, {
      orgId,
      template: 'card_added',
      key: `card:${sessionId}`,
      values: {
        planName: pricing.tierOf(trial.nextTier ?? trial.tier).name,
        amount: { amountMinor: account.nextCharge, currency: account.currency.toUpperCase() },
        chargedOn: trial.trialEndsAt.toISOString(),
      },
    });
  });
}

async function retrieve(stripe: StripeAccount, sessionId: string): Promise<Stripe.Checkout.Session | null> {
  try {
    return await stripe.client.checkout.sessions.retrieve(sessionId, { expand: ['setup_intent.payment_method'] });
  } catch (fault) {
    if (fault instanceof Stripe.errors.StripeInvalidRequestError) return null;
    throw fault;
  }
}

async function useCard(stripe: StripeAccount, session: Stripe.Checkout.Session, customer: string): Promise<void> {
  const { client } = stripe;
  const method = (session.setup_intent as Stripe.SetupIntent | null)?.payment_method as Stripe.PaymentMethod | null;
  if (!method || (await hasNewerCard(stripe, customer, method))) return;
  const card = method.id;
  await insist(`card:${session.id}`, (idempotencyKey) =>
    client.customers.update(customer, { invoice_settings: { default_payment_method: card } }, { idempotencyKey }),
  );
  await followCard(stripe, customer, true);
}

/** Whether another card was set since: what came of an older page may be heard of late, and must not bring its card back (BIL-31). */
async function hasNewerCard(
  { client }: StripeAccount,
  id: string,
  { created }: Stripe.PaymentMethod,
): Promise<boolean> {
  const customer = await client.customers.retrieve(id, { expand: ['invoice_settings.default_payment_method'] });
  if ('deleted' in customer && customer.deleted) return true;
  const current = (customer as Stripe.Customer).invoice_settings.default_payment_method as Stripe.PaymentMethod | null;
  return current !== null && current.created > created;
}
