import type { TierSlug } from '@offplan/kernel/entitlements/entitlements';
import type Stripe from 'stripe';
import type { StripeAccount } from '../stripe/stripe-account.ts';
import { dateOf, secondsOf } from '../stripe/stripe-values.ts';
import type { PlanChange } from './plan-change.ts';
import { PlanChangeKind } from './plan-change-view.ts';

type Costs = Pick<PlanChange, 'priceId' | 'dueToday' | 'dueAtMost' | 'nextInvoice' | 'lines'>;

interface Wanted {
  customer: string;
  subscription: { id: string; itemId: string };
  tier: TierSlug;
  kind: PlanChangeKind;
  now: Date;
}

/** What is charged today or at most, and what the next regular invoice comes to. Null: the tier has no price at Stripe. */
export async function askCosts(
  stripe: StripeAccount,
  { customer, subscription, tier, kind, now }: Wanted,
): Promise<Costs | null> {
  const price = (await stripe.catalogue.priceOf(tier))?.id;
  if (!price) return null;
  const { client } = stripe;
  const regular = await client.invoices.createPreview({
    customer,
    subscription: subscription.id,
    subscription_details: { items: itemsWith(subscription.itemId, price), proration_behavior: 'none' },
  });
  const costs = { priceId: price, dueToday: 0, dueAtMost: null, nextInvoice: regular.total };
  const upgrade = { customer, subscription: subscription.id, item: subscription.itemId, price };
  switch (kind) {
    case PlanChangeKind.UPGRADE: {
      const today = await previewUpgrade(client, { ...upgrade, at: now });
      return { ...costs, dueToday: today.amount_due, lines: linesOf(today) };
    }
    case PlanChangeKind.AT_RELEASE: {
      // Never more than the difference of a whole period, whenever it comes; a balance in favour may be used up by then.
      const { items } = await client.subscriptions.retrieve(subscription.id);
      const whole = await previewUpgrade(client, { ...upgrade, at: dateOf(items.data[0]!.current_period_start) });
      return { ...costs, dueAtMost: whole.total, lines: linesOf(whole) };
    }
    default:
      return { ...costs, lines: linesOf(regular) };
  }
}

/** A subscription with another price, by its item's id: without it Stripe reckons with a second item (stripe.md 0, 9). */
export const itemsWith = (id: string, price: string) => [{ id, price, quantity: 1 }];

/** The invoice that an upgrade makes, reckoned from a moment of the running period. */
export function previewUpgrade(
  client: Stripe,
  {
    customer,
    subscription,
    item,
    price,
    at,
  }: { customer: string; subscription: string; item: string; price: string; at: Date },
): Promise<Stripe.Invoice> {
  return client.invoices.createPreview({
    customer,
    subscription,
    subscription_details: {
      items: itemsWith(item, price),
      proration_behavior: 'always_invoice',
      proration_date: secondsOf(at),
    },
  });
}

const linesOf = (invoice: Stripe.Invoice) =>
  invoice.lines.data.map(({ description, amount }) => ({ description: description ?? '', amount }));
