import { periodLine } from '../objects/invoice-line.ts';
import type { Invoice, SubscriptionItem } from '../store/tables.ts';
import { draftInvoice, finalizeInvoice, markUncollectible, pendingItems, voidInvoice } from './invoices.ts';
import { factsOf, findSubscription, setFacts } from './subscriptions.ts';
import type { World } from './world.ts';

/**
 * Makes the invoice for the time that has begun: pending items and a line for each item (or only for those given). Remembers what was charged,
 * so that a later change can credit it.
 */
export function billPeriod(
  world: World,
  id: string,
  options: {
    reason: Invoice['billing_reason'];
    /** Whether it stays a draft for an hour. */
    waits: boolean;
    items?: SubscriptionItem[];
    isTrial?: boolean;
    /** The time the invoice is about; by default that of the lines. */
    period?: { start: number; end: number };
    prorationDate?: number;
  },
): Invoice {
  const subscription = findSubscription(world, id);
  const now = world.timeOf(subscription.customer);
  const items = options.items ?? subscription.items.data;
  const isUnpaid = subscription.status === 'unpaid';
  const pause = subscription.pause_collection?.behavior ?? null;
  const invoice = draftInvoice(world, subscription.customer, {
    currency: subscription.currency,
    reason: options.reason,
    subscription,
    items: options.isTrial ? [] : pendingItems(world, subscription.customer, id, subscription.currency),
    lines: items.map((item) => ({
      item: item.id,
      price: item.price.id,
      line: periodLine(
        world,
        subscription,
        item,
        { start: item.current_period_start, end: item.current_period_end },
        options.isTrial,
      ),
    })),
    period: options.period ?? {
      start: Math.min(now, ...items.map((item) => item.current_period_start)),
      end: Math.max(now, ...items.map((item) => item.current_period_end)),
    },
    waits: options.waits && !isUnpaid && pause !== 'keep_as_draft',
    autoAdvance: !isUnpaid && pause === null,
    ...(options.prorationDate === undefined ? {} : { prorationDate: options.prorationDate }),
  });
  if (!options.isTrial)
    setFacts(world, id, {
      debits: [
        ...factsOf(world, id).debits.filter(
          (debit) => debit.end > now && !items.some((item) => item.id === debit.item),
        ),
        ...world.store.must('invoice_facts', invoice.id).debits,
      ],
    });
  world.store.patch('subscriptions', id, { latest_invoice: invoice.id });
  return invoice;
}

/** What `pause_collection` does to an invoice in the place of collecting it. True when it did. */
export function applyPausedCollection(world: World, invoice: Invoice, subscription: string): boolean {
  const behavior = findSubscription(world, subscription).pause_collection?.behavior;
  if (behavior !== 'void' && behavior !== 'mark_uncollectible') return false;
  finalizeInvoice(world, invoice.id, false);
  if (world.store.must('invoices', invoice.id).status !== 'open') return true;
  if (behavior === 'void') voidInvoice(world, invoice.id);
  else markUncollectible(world, invoice.id);
  return true;
}
