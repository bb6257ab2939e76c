import type { Client } from 'pg';
import type Stripe from 'stripe';

/** How an Organisation's plan stands here and at Stripe, without ids, times and what a second more or less changes: the same after any fault. */
export interface BillingOutcome {
  /** Letters that were wanted, written and sent, by kind. */
  letters: Record<string, number>;
  /** Charges that took money, at Stripe. */
  charges: number;
  here: Record<string, unknown>;
  stripe: Record<string, unknown>;
  /** What does not fit together, in words. */
  contradictions: string[];
}

/** What billing and identity hold of an Organisation. Previews that nobody confirmed are nothing. */
const HERE = `select json_build_object(
  'account', (select json_build_object('currency', a.currency, 'chosen', a.chosen_tier, 'card', a.card -> 'last4', 'expectsCharge', a.next_charge is not null,
     'tier', a.published -> 'tier', 'isTrial', a.published -> 'isTrial', 'status', a.published -> 'status', 'isContinuing', a.published -> 'isContinuing',
     'trouble', a.published -> 'paymentTrouble') from billing.billing_account a where a.org_id = o.id),
  'status', o.status,
  'mirrors', (select count(*) from (select from identity.entitlement_mirror m where m.org_id = o.id union all select from inventory.entitlement_mirror m where m.org_id = o.id) m),
  'subscriptions', (select json_agg(json_build_object('status', s.status, 'tier', s.tier, 'next', s.next_tier, 'hasSchedule', s.schedule_id is not null,
     'hasCard', s.has_payment_method, 'ends', s.cancels_at is not null, 'trouble', s.trouble, 'isPending', s.is_update_pending) order by s.status, s.tier) from billing.subscription s where s.org_id = o.id),
  'changes', (select json_agg(json_build_object('kind', c.kind, 'state', c.state, 'from', c.from_tier, 'to', c.to_tier) order by c.created_at)
     from billing.plan_change c where c.org_id = o.id and c.state <> 'previewed'),
  'invoices', (select json_agg(i.status order by i.status) from billing.invoice i where i.org_id = o.id),
  'revenue', (select json_agg(r.kind order by r.kind) from billing.revenue r where r.org_id = o.id),
  'disputes', (select json_agg(d.status order by d.status) from billing.dispute d where d.org_id = o.id),
  'causes', (select count(*) from billing.suspension_cause c where c.org_id = o.id),
  'archived', (select count(*) from billing.archived_invoice i where i.org_id = o.id)
) as here, (select coalesce(sum(r.amount), 0)::int from billing.revenue r where r.org_id = o.id) as revenue
from identity.organisation o where o.slug = $1`;

const LETTERS = `select m.template, count(*)::int as times from identity.mail m join identity.organisation o on o.id = m.org_id where o.slug = $1 and m.template not like 'confirm%' and m.state = 'sent' group by m.template`;

const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id).join(', ');

/** Reads how an Organisation stands on both sides. */
export async function readOutcome(
  admin: Client,
  stripe: Stripe,
  { slug, email }: { slug: string; email: string },
): Promise<BillingOutcome> {
  const { rows } = await admin.query(HERE, [slug]);
  const letters = await admin.query(LETTERS, [slug]);
  const contradictions: string[] = [];
  const customers = (await stripe.customers.list({ email, limit: 100 })).data;
  if (customers.length !== 1) contradictions.push(`${customers.length} customers (${ids(customers)})`);
  const subscriptions: Stripe.Subscription[] = [];
  const charges: Stripe.Charge[] = [];
  const schedules: Stripe.SubscriptionSchedule[] = [];
  for (const { id: customer } of customers) {
    subscriptions.push(...(await stripe.subscriptions.list({ customer, status: 'all', limit: 100 })).data);
    charges.push(...(await stripe.charges.list({ customer, limit: 100 })).data.filter(({ paid }) => paid));
    schedules.push(...(await stripe.subscriptionSchedules.list({ customer, limit: 100 })).data);
  }
  const running = subscriptions.filter(({ status }) => status !== 'canceled' && status !== 'incomplete_expired');
  if (running.length > 1) contradictions.push(`${running.length} running subscriptions (${ids(running)})`);
  const taken = charges.reduce((sum, { amount, amount_refunded }) => sum + amount - amount_refunded, 0);
  if (taken !== rows[0]?.revenue) contradictions.push(`${taken} was charged and ${rows[0]?.revenue} is booked`);
  return {
    letters: Object.fromEntries(letters.rows.map(({ template, times }) => [template, times])),
    charges: charges.length,
    here: rows[0]?.here ?? {},
    stripe: {
      subscriptions: subscriptions.map(({ status }) => status).sort(),
      schedules: schedules.map(({ status }) => status).sort(),
    },
    contradictions,
  };
}
