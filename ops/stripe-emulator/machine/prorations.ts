import { pricingOf, productName } from '../objects/invoice-line.ts';
import type { Debit, InvoiceItem, Price, Subscription, SubscriptionItem } from '../store/tables.ts';
import { unitAmount } from './prices.ts';
import { share } from './proration.ts';
import { factsOf } from './subscriptions.ts';
import type { World } from './world.ts';

/**
 * Parks the prorations of a change of items at an instant: for each item that changes, one credit per debit that its time was charged with, then
 * the debits of what replaces it. Credits come first [stripe.md §3]. Returns the debits that hold from then on, for the whole subscription.
 */
export function parkProrations(
  world: World,
  subscription: Subscription,
  after: SubscriptionItem[],
  instant: number,
  { isNewPeriod = false }: { isNewPeriod?: boolean } = {},
): Debit[] {
  const { debits } = factsOf(world, subscription.id);
  const before = subscription.items.data;
  const isSame = (item: SubscriptionItem) => {
    const other = after.find(({ id }) => id === item.id);
    return !isNewPeriod && other?.price.id === item.price.id && other.quantity === item.quantity;
  };
  const changed = before.filter((item) => !isSame(item));
  const kept = debits.filter((debit) => !changed.some((item) => item.id === debit.item));
  const credited = debits.filter((debit) => debit.end > instant && changed.some((item) => item.id === debit.item));
  for (const debit of credited) {
    const price = world.store.must('prices', debit.price);
    park(world, subscription, price, {
      amount: share(-debit.amount, debit.start, debit.end, instant),
      description: `Unused time on ${named(world, price, debit.quantity)} after ${dateOf(instant)}`,
      item: debit.item,
      quantity: debit.quantity,
      period: { start: Math.max(instant, debit.start), end: debit.end },
      credited: debit,
    });
  }
  if (isNewPeriod) return kept;
  const charged = after.filter((item) => {
    const old = before.find(({ id }) => id === item.id);
    return !old || !isSame(old);
  });
  const added = charged.map((item) => {
    const quantity = item.quantity ?? 1;
    const unit = unitAmount(item.price, subscription.currency);
    const amount = share(unit * quantity, item.current_period_start, item.current_period_end, instant);
    const period = { start: Math.max(instant, item.current_period_start), end: item.current_period_end };
    const parked = park(world, subscription, item.price, {
      amount,
      description: `Remaining time on ${named(world, item.price, quantity)} after ${dateOf(instant)}`,
      item: item.id,
      quantity,
      period,
      credited: null,
    });
    return { item: item.id, amount, ...period, invoice: '', line: parked.id, quantity, price: item.price.id };
  });
  return [...kept, ...added];
}

function named(world: World, price: Price, quantity: number): string {
  return quantity === 1 ? productName(world, price) : `${quantity} × ${productName(world, price)}`;
}

function dateOf(instant: number): string {
  return new Intl.DateTimeFormat('en-GB', { day: '2-digit', month: 'short', year: 'numeric', timeZone: 'UTC' }).format(
    instant * 1_000,
  );
}

function park(
  world: World,
  subscription: Subscription,
  price: Price,
  entry: {
    amount: number;
    description: string;
    item: string;
    quantity: number;
    period: { start: number; end: number };
    credited: Debit | null;
  },
): InvoiceItem {
  const unit = unitAmount(price, subscription.currency);
  const item: InvoiceItem = {
    id: world.newId('ii_'),
    object: 'invoiceitem',
    amount: entry.amount,
    currency: subscription.currency,
    customer: subscription.customer,
    customer_account: null,
    date: world.timeOf(subscription.customer),
    description: entry.description,
    discountable: false,
    discounts: [],
    invoice: null,
    livemode: false,
    metadata: {},
    parent: {
      subscription_details: { subscription: subscription.id, subscription_item: entry.item },
      type: 'subscription_details',
    },
    period: entry.period,
    pricing: pricingOf(price, unit),
    proration: true,
    proration_details: {
      credited_items: entry.credited
        ? entry.credited.invoice
          ? {
              invoice_line_item_details: {
                invoice: entry.credited.invoice,
                invoice_line_items: [entry.credited.line],
              },
              type: 'invoice_line_items',
            }
          : { invoice_item: entry.credited.line, type: 'invoice_item' }
        : null,
      discount_amounts: [],
    },
    quantity: entry.quantity,
    quantity_decimal: String(entry.quantity),
    tax_rates: [],
    test_clock: subscription.test_clock,
  };
  world.store.put('invoiceitems', item);
  world.emit('invoiceitem.created', item);
  return item;
}
