import type { SubgraphDatabase } from '@offplan/kernel/database/subgraph-database';
import type { Actor } from '@offplan/kernel/events/event';
import { wantLetter } from '@offplan/kernel/mail/want-letter';
import Stripe from 'stripe';
import { inAccount } from '../accounts/in-account.ts';
import type { BillingOptions } from '../billing-options.ts';
import { fetchDefaultCard } from '../customers/default-card.ts';
import { followCard } from '../customers/follow-card.ts';
import { knownCustomer } from '../customers/known-customer.ts';
import { TRIAL } from '../plans/pricing-config.ts';
import { insist } from '../stripe/insist.ts';
import type { StripeAccount } from '../stripe/stripe-account.ts';
import { dateOf } from '../stripe/stripe-values.ts';
import { Subscription } from '../subscriptions/subscription.ts';
import { syncAccount } from '../subscriptions/sync-account.ts';
import { taxPlans } from '../tax/tax-plans.ts';
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
  const known = await knownCustomer(options, db, orgId);
  if (!known) return;
  const { stripe, customer } = known;
  const session = await retrieve(stripe, sessionId);
  // A page of somebody else's says nothing here.
  const isForCard = session?.customer === customer && session.mode === 'setup';
  if (isForCard && session.status === 'complete') {
    await useCard({ stripe, db, orgId, customer }, session);
    // Before the first charge is asked for: what is said of it is with tax.
    await taxPlans(stripe, customer);
  }
  await syncAccount(options, db, orgId, actor);
  if (isForCard) await confirmCard(options, db, orgId, sessionId);
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
    const next = trial.nextTier ?? trial.tier;
    await wantLetter(tx, {
      orgId,
      template: 'card_added',
      key: `card:${sessionId}`,
      values: {
        planName: pricing.tierOf(TRIAL.tier).name,
        nextPlanName: next === TRIAL.tier ? null : pricing.tierOf(next).name,
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

interface Customer {
  stripe: StripeAccount;
  db: SubgraphDatabase;
  orgId: string;
  customer: string;
}

async function useCard(of: Customer, session: Stripe.Checkout.Session): Promise<void> {
  const method = (session.setup_intent as Stripe.SetupIntent | null)?.payment_method as Stripe.PaymentMethod | null;
  if (!method || (await hasNewerCard(of.stripe, of.customer, method)) || !(await claimCard(of, method))) return;
  // Once more: the first answer may have been long on its way, and who has set another card in the portal meanwhile wants that one.
  if (await hasNewerCard(of.stripe, of.customer, method)) return;
  await makeDefault(of, method.id, `card:${session.id}`);
  // Who has claimed it meanwhile may have been faster at Stripe.
  const newest = await claimedCard(of);
  if (newest && newest !== method.id) await makeDefault(of, newest, `card:${session.id}:${newest}`);
  await followCard(of.stripe, of.customer, true);
}

async function makeDefault({ stripe, customer }: Customer, card: string, key: string): Promise<void> {
  await insist(key, (idempotencyKey) =>
    stripe.client.customers.update(
      customer,
      { invoice_settings: { default_payment_method: card } },
      { idempotencyKey },
    ),
  );
}

/** Notes that a card is about to be used. False where a newer one was: an answer of Stripe's may have been overtaken since it was asked for (BIL-31). */
async function claimCard({ db, orgId }: Customer, { id, created }: Stripe.PaymentMethod): Promise<boolean> {
  const at = dateOf(created);
  const rows = await db.transaction({ orgId }, (tx) =>
    tx.query(
      `update billing.billing_account set checkout_card = ?, checkout_card_at = ?
       where org_id = ? and (checkout_card_at is null or checkout_card_at <= ?) returning org_id`,
      [id, at, orgId, at],
    ),
  );
  return rows.length > 0;
}

async function claimedCard({ db, orgId }: Customer): Promise<string | null> {
  const [row] = (await db
    .reader({ orgId })
    .execute('select checkout_card from billing.billing_account where org_id = ?', [orgId])) as {
    checkout_card: string | null;
  }[];
  return row?.checkout_card ?? null;
}

/** Whether another card was set since: what came of an older page may be heard of late, and must not bring its card back (BIL-31). */
async function hasNewerCard(
  stripe: StripeAccount,
  customer: string,
  { created }: Stripe.PaymentMethod,
): Promise<boolean> {
  const current = await fetchDefaultCard(stripe, customer);
  return current === undefined || (current !== null && current.created > created);
}
