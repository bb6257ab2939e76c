import { unitAmount } from '../machine/prices.ts';
import type { World } from '../machine/world.ts';
import type { InvoiceItem, InvoiceLine, Price, Subscription, SubscriptionItem } from '../store/tables.ts';

/** A line before it is on an invoice. */
export type LineDraft = Omit<InvoiceLine, 'id' | 'invoice'>;

function productName(world: World, price: Price): string {
  return world.store.get('products', price.product)?.name ?? price.product;
}

/** `1 × Pro (at $49.00 / month)`, as Stripe describes a period. */
function describe(world: World, price: Price, quantity: number, currency: string): string {
  const amount = formatAmount(unitAmount(price, currency), currency);
  return `${quantity} × ${productName(world, price)} (at ${amount}${price.recurring ? ` / ${price.recurring.interval}` : ''})`;
}

export function formatAmount(amount: number, currency: string): string {
  return new Intl.NumberFormat('en-US', { style: 'currency', currency: currency.toUpperCase() }).format(amount / 100);
}

function pricing(price: Price, unit: number): InvoiceLine['pricing'] {
  return {
    type: 'price_details',
    price_details: { price: price.id, product: price.product },
    unit_amount_decimal: String(unit),
  };
}

/** The charge for one period of an item; nothing, as long as it is a trial's. */
export function periodLine(
  world: World,
  subscription: Subscription,
  item: SubscriptionItem,
  period: { start: number; end: number },
  isTrial = false,
): LineDraft {
  const quantity = item.quantity ?? 1;
  const unit = isTrial ? 0 : unitAmount(item.price, subscription.currency);
  return {
    object: 'line_item',
    amount: unit * quantity,
    currency: subscription.currency,
    description: isTrial
      ? `Trial period for ${productName(world, item.price)}`
      : describe(world, item.price, quantity, subscription.currency),
    discount_amounts: [],
    discountable: true,
    discounts: [],
    livemode: false,
    metadata: subscription.metadata,
    parent: {
      invoice_item_details: null,
      subscription_item_details: {
        invoice_item: null,
        proration: false,
        proration_details: { credited_items: null },
        subscription: subscription.id,
        subscription_item: item.id,
      },
      type: 'subscription_item_details',
    },
    period,
    pretax_credit_amounts: [],
    pricing: pricing(item.price, unit),
    quantity,
    quantity_decimal: String(quantity),
    subscription: subscription.id,
    subtotal: unit * quantity,
    taxes: [],
  };
}

/** A parked invoice item as a line. */
export function lineOfItem(item: InvoiceItem): LineDraft {
  const details = item.parent?.subscription_details;
  const shared = {
    invoice_item: item.id,
    proration: item.proration,
    proration_details: { credited_items: item.proration_details?.credited_items?.invoice_line_item_details ?? null },
  };
  return {
    object: 'line_item',
    amount: item.amount,
    currency: item.currency,
    description: item.description,
    discount_amounts: [],
    discountable: item.discountable,
    discounts: [],
    livemode: false,
    metadata: item.metadata ?? {},
    parent: details?.subscription_item
      ? {
          invoice_item_details: null,
          subscription_item_details: {
            ...shared,
            subscription: details.subscription,
            subscription_item: details.subscription_item,
          },
          type: 'subscription_item_details',
        }
      : {
          invoice_item_details: { ...shared, subscription: details?.subscription ?? null },
          subscription_item_details: null,
          type: 'invoice_item_details',
        },
    period: item.period,
    pretax_credit_amounts: [],
    pricing: item.pricing,
    quantity: item.quantity,
    quantity_decimal: item.quantity_decimal,
    subscription: details?.subscription ?? null,
    subtotal: item.amount,
    taxes: [],
  };
}

export { pricing as pricingOf, productName };
