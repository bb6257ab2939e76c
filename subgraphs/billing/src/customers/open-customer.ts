import { systemClock } from '@offplan/kernel/clock';
import type { SubgraphDatabase, Transaction } from '@offplan/kernel/database/subgraph-database';
import { enqueue } from '@offplan/kernel/jobs/job-queue';
import type { Task } from '@offplan/kernel/jobs/task';
import type Stripe from 'stripe';
import { BillingAccount } from '../accounts/billing-account.ts';
import { tell } from '../accounts/in-account.ts';
import { lockAccount } from '../accounts/lock-account.ts';
import type { BillingOptions } from '../billing-options.ts';
import { TRIAL } from '../plans/pricing-config.ts';
import { insist } from '../stripe/insist.ts';
import type { StripeAccount } from '../stripe/stripe-account.ts';
import { secondsOf } from '../stripe/stripe-values.ts';
import { Subscription } from '../subscriptions/subscription.ts';
import { syncAccount } from '../subscriptions/sync-account.ts';
import { queueTellCustomer } from './tell-customer.ts';

const OPEN_CUSTOMER = 'billing.open_customer';

/** Queues that Stripe hears of a trial: the person does not wait for it (BIL-16). */
export function queueOpenCustomer(tx: Transaction, orgId: string): Promise<void> {
  return enqueue(tx, OPEN_CUSTOMER, { orgId }, { key: `customer ${orgId}` });
}

/** Makes the customer and the trial's subscription at Stripe, dated back to the trial that already runs (BIL-10, BIL-16). */
export const openCustomer = (options: BillingOptions): Task => ({
  name: OPEN_CUSTOMER,
  isOutside: true,
  async run({ db, clock }, payload) {
    const orgId = String(payload.orgId);
    const { stripe } = options;
    if (!stripe) return;
    await ensureTrial(stripe, { db, orgId, now: clock.now() });
    await syncAccount(options, db, orgId);
  },
});

/** Makes sure that Stripe has the customer and, while the trial runs, its subscription. Resolves with the customer. */
export async function ensureTrial(
  stripe: StripeAccount,
  { db, orgId, now }: { db: SubgraphDatabase; orgId: string; now: Date },
): Promise<string> {
  const customerId = await ensureCustomer(stripe, db, orgId);
  const em = db.reader({ orgId });
  const account = await em.findOneOrFail(BillingAccount, { orgId });
  // A trial that a customer had who was deleted since is over with it.
  const hadPlan = (await em.count(Subscription, { orgId })) > 0;
  if (account.trialEndsAt && account.trialEndsAt > now && !hadPlan)
    await startTrial(stripe, { account, customerId, trialEndsAt: account.trialEndsAt });
  return customerId;
}

/** The customer that stands for an Organisation at Stripe; made when there is none. The same one (BIL-24), until somebody deletes it at Stripe. */
async function ensureCustomer(stripe: StripeAccount, db: SubgraphDatabase, orgId: string): Promise<string> {
  const { account, askedAt, isFirstTry, key } = await noteAsking(db, orgId);
  if (account.stripeCustomerId) return account.stripeCustomerId;
  const find = () => findCustomer(stripe, orgId, askedAt);
  const customer = (!isFirstTry && (await find())) || (await createCustomer(stripe, { account, key, find }));
  return db.transaction({ orgId }, async (tx) => {
    const locked = (await lockAccount(tx, orgId))!;
    if (locked.stripeCustomerId) return locked.stripeCustomerId;
    locked.stripeCustomerId = customer;
    locked.customerAskedAt = null;
    // It may have been made of what was known at an earlier try.
    if (!isFirstTry || locked.version !== account.version) await queueTellCustomer(tx, orgId);
    await tx.query('insert into billing.stripe_customer (customer_id, org_id) values (?, ?) on conflict do nothing', [
      customer,
      orgId,
    ]);
    await tell(tx, locked, { kind: 'system' }, 'billing_account.customer_opened', {
      after: { stripeCustomerId: customer },
    });
    return customer;
  });
}

interface Asking {
  account: BillingAccount;
  askedAt: Date;
  isFirstTry: boolean;
  key: string;
}

/** Notes that Stripe is asked for a customer from now on, before it is. By the earlier of two clocks: somebody may have travelled in time. */
function noteAsking(db: SubgraphDatabase, orgId: string): Promise<Asking> {
  return db.transaction({ orgId }, async (tx) => {
    const account = (await lockAccount(tx, orgId))!;
    const known = account.customerAskedAt;
    const askedAt = known ?? new Date(Math.min(tx.now.getTime(), systemClock.now().getTime()));
    if (!account.stripeCustomerId) account.customerAskedAt = askedAt;
    return { account, askedAt, isFirstTry: known === null, key: await customerKey(tx, orgId) };
  });
}

/** What Stripe's clock may be behind ours, and more, in milliseconds. */
const SKEW = 3_600_000;

/**
 * The customer that was made by a try whose answer was lost. Stripe forgets a key after a day, and a key stands for what was said with it: neither a
 * crash that is mended late nor another name or e-mail meanwhile may make a second one.
 */
async function findCustomer(stripe: StripeAccount, orgId: string, askedAt: Date): Promise<string | null> {
  const gte = secondsOf(new Date(askedAt.getTime() - SKEW));
  for await (const customer of stripe.client.customers.list({ created: { gte }, limit: 100 }))
    if (customer.metadata.org_id === orgId) return customer.id;
  return null;
}

/** Another key for each customer that was deleted: for a day Stripe would answer with that one. The account is locked, and has none. */
async function customerKey(tx: Transaction, orgId: string): Promise<string> {
  const [row] = await tx.query<{ deleted: number }>(
    'select count(*)::int as deleted from billing.stripe_customer where org_id = ?',
    [orgId],
  );
  return row!.deleted === 0 ? `cus:${orgId}` : `cus:${orgId}:${row!.deleted + 1}`;
}

interface Making {
  account: BillingAccount;
  key: string;
  find: () => Promise<string | null>;
}

async function createCustomer(stripe: StripeAccount, { account, key, find }: Making): Promise<string> {
  const { orgId, name, ownerEmail, country, invoiceReference: value } = account;
  const params: Stripe.CustomerCreateParams = {
    name,
    ...(ownerEmail ? { email: ownerEmail } : {}),
    ...(country ? { address: { country } } : {}),
    // It may have been set before there was anybody to tell it of.
    ...(value ? { invoice_settings: { custom_fields: [{ name: 'Reference', value }] } } : {}),
    metadata: { org_id: orgId },
  };
  return insist(
    key,
    async (idempotencyKey) => (await stripe.client.customers.create(params, { idempotencyKey })).id,
    find,
  );
}

interface Trial {
  account: BillingAccount;
  customerId: string;
  trialEndsAt: Date;
}

/** The trial at Stripe: no card, and it ends by itself without one (stripe.md 0, 2). One for ever: whatever there was before counts (BIL-15). */
async function startTrial(stripe: StripeAccount, { account, customerId, trialEndsAt }: Trial): Promise<void> {
  const { client, catalogue } = stripe;
  const price = await catalogue.priceOf(TRIAL.tier);
  // Without a price there is nothing to subscribe to: the trial is offplan's own alone.
  if (!price) return;
  const known = async () =>
    (await client.subscriptions.list({ customer: customerId, status: 'all', limit: 1 })).data[0];
  if (await known()) return;
  const params: Stripe.SubscriptionCreateParams = {
    customer: customerId,
    items: [{ price: price.id }],
    currency: account.currency,
    trial_end: secondsOf(trialEndsAt),
    trial_settings: { end_behavior: { missing_payment_method: 'cancel' } },
    payment_settings: { save_default_payment_method: 'on_subscription' },
    metadata: {
      org_id: account.orgId,
      trial_cohort_date: account.trialStartedAt!.toISOString().slice(0, 10),
      trial_tier: TRIAL.tier,
    },
  };
  await insist<Stripe.Subscription>(
    `trial:${account.orgId}`,
    (idempotencyKey) => client.subscriptions.create(params, { idempotencyKey }),
    async () => (await known()) ?? null,
  );
}
