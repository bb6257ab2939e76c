import type Stripe from 'stripe';
import { invalidRequest, noSuch, notEmulated } from '../api/stripe-error.ts';
import { lineOfItem } from '../objects/invoice-line.ts';
import { mergeMetadata } from '../objects/metadata.ts';
import type { InvoiceItem } from '../store/tables.ts';
import { findCustomer } from './customers.ts';
import { findInvoice, withTotals } from './invoices.ts';
import { findPrice, unitAmount } from './prices.ts';
import type { World } from './world.ts';

export function findInvoiceItem(world: World, id: string): InvoiceItem {
  const item = world.store.get('invoiceitems', id);
  if (item) return item;
  throw noSuch('invoiceitem', id, 'invoiceitem');
}

/** `POST /v1/invoiceitems`: an amount for the next invoice of a customer, or for a draft. */
export function createInvoiceItem(world: World, params: Stripe.InvoiceItemCreateParams): InvoiceItem {
  if (!params.customer)
    throw invalidRequest('Missing required param: customer.', { code: 'parameter_missing', param: 'customer' });
  const customer = findCustomer(world, params.customer, 'customer');
  if (params.tax_behavior === 'inclusive') throw notEmulated('taxes within the amount of an invoice item');
  if (params.price_data) throw notEmulated('price_data of invoice items');
  const priceId = params.pricing?.price;
  const price = priceId ? findPrice(world, priceId, 'pricing[price]') : null;
  const quantity = params.quantity ?? 1;
  const draft = params.invoice ? findInvoice(world, params.invoice) : null;
  if (draft && draft.status !== 'draft')
    throw invalidRequest('This invoice is no longer editable', { code: 'invoice_not_editable', param: 'invoice' });
  const currency = (params.currency ?? draft?.currency ?? price?.currency ?? customer.currency ?? 'usd').toLowerCase();
  const unit = price
    ? unitAmount(price, currency)
    : (params.amount ?? Number(params.unit_amount_decimal ?? Number.NaN));
  if (Number.isNaN(unit))
    throw invalidRequest('You must specify `amount` or `pricing`.', { code: 'parameter_missing', param: 'amount' });
  const now = world.now(customer.test_clock);
  const item: InvoiceItem = {
    id: world.newId('ii_'),
    object: 'invoiceitem',
    amount: params.amount ?? unit * quantity,
    currency,
    customer: customer.id,
    customer_account: null,
    date: now,
    description: params.description ?? null,
    discountable: params.discountable ?? true,
    discounts: [],
    invoice: null,
    livemode: false,
    metadata: mergeMetadata({}, params.metadata),
    parent: params.subscription
      ? { subscription_details: { subscription: params.subscription }, type: 'subscription_details' }
      : null,
    period: params.period ?? { start: now, end: now },
    pricing: price
      ? {
          type: 'price_details',
          price_details: { price: price.id, product: price.product },
          unit_amount_decimal: String(unit),
        }
      : null,
    proration: false,
    quantity,
    quantity_decimal: String(quantity),
    tax_rates: [],
    test_clock: customer.test_clock ?? null,
  };
  world.store.put('invoiceitems', item);
  world.emit('invoiceitem.created', item);
  if (!draft) return item;
  const line = { ...lineOfItem(item), id: world.newId('il_'), invoice: draft.id };
  world.store.put(
    'invoices',
    withTotals(world, { ...draft, lines: { ...draft.lines, data: [...draft.lines.data, line] } }),
  );
  return world.store.patch('invoiceitems', item.id, { invoice: draft.id });
}

export function deleteInvoiceItem(world: World, id: string): object {
  const item = findInvoiceItem(world, id);
  if (item.invoice !== null)
    throw invalidRequest('Invoice items that are attached to an invoice cannot be deleted here.', {
      param: 'invoiceitem',
    });
  world.store.remove('invoiceitems', id);
  world.emit('invoiceitem.deleted', item);
  return { id, object: 'invoiceitem', deleted: true };
}
