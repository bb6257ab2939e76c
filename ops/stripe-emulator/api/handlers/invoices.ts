import type Stripe from 'stripe';
import { findCustomer } from '../../machine/customers.ts';
import { createInvoiceItem, deleteInvoiceItem, findInvoiceItem } from '../../machine/invoice-items.ts';
import {
  draftInvoice,
  finalizeInvoice,
  findInvoice,
  markUncollectible,
  pendingItems,
  voidInvoice,
} from '../../machine/invoices.ts';
import { payInvoice } from '../../machine/payments.ts';
import { dropUpdateOf } from '../../machine/pending-update.ts';
import { createPreview } from '../../machine/preview.ts';
import { findSubscription } from '../../machine/subscriptions.ts';
import type { World } from '../../machine/world.ts';
import { subscriptionOf } from '../../objects/invoice.ts';
import { mergeMetadata } from '../../objects/metadata.ts';
import { listOf } from '../../store/plain.ts';
import type { Invoice } from '../../store/tables.ts';
import { type Handlers, handler } from '../handler.ts';
import { page } from '../list.ts';
import { invalidRequest, noSuch } from '../stripe-error.ts';

/** An invoice with its payments, which are shown when they are asked for. */
function withPayments(world: World, invoice: Invoice): Invoice {
  const payments = world.store.all('invoice_payments').filter((payment) => payment.invoice === invoice.id);
  return { ...invoice, payments: listOf(payments, '/v1/invoice_payments') };
}

export const invoices: Handlers = {
  'POST /v1/invoices/create_preview': handler<Stripe.InvoiceCreatePreviewParams>(
    [
      'automatic_tax',
      'currency',
      'customer',
      'preview_mode',
      'schedule',
      'schedule_details',
      'subscription',
      'subscription_details',
    ],
    ({ world, params }) => createPreview(world, params),
  ),
  'POST /v1/invoices': handler<Stripe.InvoiceCreateParams>(
    [
      'auto_advance',
      'automatic_tax',
      'collection_method',
      'currency',
      'custom_fields',
      'customer',
      'days_until_due',
      'default_payment_method',
      'description',
      'footer',
      'metadata',
      'pending_invoice_items_behavior',
      'subscription',
    ],
    ({ world, params }) => {
      if (!params.customer)
        throw invalidRequest('Missing required param: customer.', { code: 'parameter_missing', param: 'customer' });
      const customer = findCustomer(world, params.customer, 'customer');
      const subscription = params.subscription ? findSubscription(world, params.subscription) : null;
      const currency = (params.currency ?? subscription?.currency ?? customer.currency ?? 'usd').toLowerCase();
      const takesItems =
        (params.pending_invoice_items_behavior ?? (subscription ? 'include' : 'exclude')) === 'include';
      const now = world.now(customer.test_clock);
      const sends = params.collection_method === 'send_invoice';
      const draft = draftInvoice(world, customer.id, {
        currency,
        reason: 'manual',
        subscription,
        items: takesItems ? pendingItems(world, customer.id, subscription?.id ?? null, currency) : [],
        lines: [],
        period: { start: now, end: now },
        waits: params.auto_advance ?? false,
        autoAdvance: params.auto_advance ?? false,
        metadata: mergeMetadata({}, params.metadata),
      });
      return world.store.patch('invoices', draft.id, {
        collection_method: params.collection_method ?? 'charge_automatically',
        custom_fields: params.custom_fields || draft.custom_fields,
        default_payment_method: params.default_payment_method ?? null,
        description: params.description ?? draft.description,
        due_date: sends ? now + (params.days_until_due ?? 30) * 86_400 : null,
        footer: params.footer ?? draft.footer,
        ...(params.automatic_tax
          ? { automatic_tax: { ...draft.automatic_tax, enabled: params.automatic_tax.enabled } }
          : {}),
      });
    },
  ),
  'GET /v1/invoices': handler<Stripe.InvoiceListParams>(
    [
      'customer',
      'subscription',
      'status',
      'collection_method',
      'created',
      'due_date',
      'limit',
      'starting_after',
      'ending_before',
    ],
    ({ world, params }) =>
      page(
        world.store
          .all('invoices')
          .filter(
            (invoice) =>
              (params.customer === undefined || invoice.customer === params.customer) &&
              (params.subscription === undefined || subscriptionOf(invoice) === params.subscription) &&
              (params.status === undefined || invoice.status === params.status) &&
              (params.collection_method === undefined || invoice.collection_method === params.collection_method),
          )
          .map((invoice) => withPayments(world, invoice)),
        params,
        '/v1/invoices',
      ),
  ),
  'GET /v1/invoices/:invoice': handler('all', ({ world, ids }) =>
    withPayments(world, findInvoice(world, ids.invoice!)),
  ),
  'POST /v1/invoices/:invoice': handler<Stripe.InvoiceUpdateParams>(
    ['auto_advance', 'custom_fields', 'default_payment_method', 'description', 'footer', 'metadata'],
    ({ world, ids, params }) => {
      const before = findInvoice(world, ids.invoice!);
      const isDraft = before.status === 'draft';
      if (
        !isDraft &&
        (params.custom_fields !== undefined || params.description !== undefined || params.footer !== undefined)
      )
        throw invalidRequest("Finalized invoices can't be updated in this way", { code: 'invoice_not_editable' });
      return withPayments(
        world,
        world.update(
          'invoices',
          before.id,
          {
            metadata: mergeMetadata(before.metadata, params.metadata),
            ...(params.auto_advance === undefined ? {} : { auto_advance: params.auto_advance }),
            ...(params.custom_fields === undefined ? {} : { custom_fields: params.custom_fields || null }),
            ...(params.default_payment_method === undefined
              ? {}
              : { default_payment_method: params.default_payment_method || null }),
            ...(params.description === undefined ? {} : { description: params.description || null }),
            ...(params.footer === undefined ? {} : { footer: params.footer || null }),
          },
          'invoice.updated',
        ),
      );
    },
  ),
  'DELETE /v1/invoices/:invoice': handler('all', ({ world, ids }) => {
    const invoice = findInvoice(world, ids.invoice!);
    if (invoice.status !== 'draft' || invoice.parent)
      throw invalidRequest('You can only delete draft invoices that are not of a subscription.', {
        code: 'invoice_not_editable',
      });
    world.store.remove('invoices', invoice.id);
    for (const item of world.store.all('invoiceitems'))
      if (item.invoice === invoice.id) world.store.patch('invoiceitems', item.id, { invoice: null });
    world.emit('invoice.deleted', invoice);
    return { id: invoice.id, object: 'invoice', deleted: true };
  }),
  'GET /v1/invoices/:invoice/lines': handler<Stripe.InvoiceListLineItemsParams>('all', ({ world, ids, params }) =>
    page([...findInvoice(world, ids.invoice!).lines.data].reverse(), params, `/v1/invoices/${ids.invoice}/lines`),
  ),
  'POST /v1/invoices/:invoice/finalize': handler<Stripe.InvoiceFinalizeInvoiceParams>(
    ['auto_advance'],
    ({ world, ids, params }) => withPayments(world, finalizeInvoice(world, ids.invoice!, params.auto_advance)),
  ),
  'POST /v1/invoices/:invoice/pay': handler<Stripe.InvoicePayParams>(
    ['payment_method', 'paid_out_of_band', 'off_session'],
    ({ world, ids, params }) => {
      if (findInvoice(world, ids.invoice!).status === 'draft') finalizeInvoice(world, ids.invoice!);
      if (findInvoice(world, ids.invoice!).status === 'open' || findInvoice(world, ids.invoice!).status !== 'paid')
        payInvoice(world, ids.invoice!, {
          ...(params.payment_method ? { payment_method: params.payment_method } : {}),
          ...(params.paid_out_of_band ? { paid_out_of_band: true } : {}),
        });
      else throw invalidRequest('Invoice is already paid', { code: 'invoice_already_paid' });
      return withPayments(world, findInvoice(world, ids.invoice!));
    },
  ),
  'POST /v1/invoices/:invoice/void': handler<Stripe.InvoiceVoidInvoiceParams>([], ({ world, ids }) => {
    const invoice = voidInvoice(world, ids.invoice!);
    dropUpdateOf(world, invoice);
    return withPayments(world, invoice);
  }),
  'POST /v1/invoices/:invoice/mark_uncollectible': handler<Stripe.InvoiceMarkUncollectibleParams>(
    [],
    ({ world, ids }) => withPayments(world, markUncollectible(world, ids.invoice!)),
  ),
  'POST /v1/invoices/:invoice/send': handler<Stripe.InvoiceSendInvoiceParams>([], ({ world, ids }) => {
    const invoice = findInvoice(world, ids.invoice!);
    const open = invoice.status === 'draft' ? finalizeInvoice(world, invoice.id) : invoice;
    world.emit('invoice.sent', open);
    return withPayments(world, open);
  }),
  'POST /v1/invoiceitems': handler<Stripe.InvoiceItemCreateParams>(
    [
      'amount',
      'currency',
      'customer',
      'description',
      'discountable',
      'invoice',
      'metadata',
      'period',
      'pricing',
      'quantity',
      'subscription',
      'tax_behavior',
      'unit_amount_decimal',
    ],
    ({ world, params }) => createInvoiceItem(world, params),
  ),
  'GET /v1/invoiceitems': handler<Stripe.InvoiceItemListParams>(
    ['customer', 'invoice', 'pending', 'created', 'limit', 'starting_after', 'ending_before'],
    ({ world, params }) =>
      page(
        world.store
          .all('invoiceitems')
          .filter(
            (item) =>
              (params.customer === undefined || item.customer === params.customer) &&
              (params.invoice === undefined || item.invoice === params.invoice) &&
              (params.pending === undefined || (item.invoice === null) === params.pending),
          ),
        params,
        '/v1/invoiceitems',
      ),
  ),
  'GET /v1/invoiceitems/:invoiceitem': handler('all', ({ world, ids }) => findInvoiceItem(world, ids.invoiceitem!)),
  'DELETE /v1/invoiceitems/:invoiceitem': handler('all', ({ world, ids }) =>
    deleteInvoiceItem(world, ids.invoiceitem!),
  ),
  'GET /v1/invoice_payments': handler<Stripe.InvoicePaymentListParams>(
    ['invoice', 'payment', 'status', 'created', 'limit', 'starting_after', 'ending_before'],
    ({ world, params }) =>
      page(
        world.store
          .all('invoice_payments')
          .filter(
            (payment) =>
              (params.invoice === undefined || payment.invoice === params.invoice) &&
              (params.status === undefined || payment.status === params.status) &&
              (params.payment?.payment_intent === undefined ||
                payment.payment.payment_intent === params.payment.payment_intent),
          ),
        params,
        '/v1/invoice_payments',
      ),
  ),
  'GET /v1/invoice_payments/:invoice_payment': handler('all', ({ world, ids }) => {
    const found = world.store.get('invoice_payments', ids.invoice_payment!);
    if (!found) throw noSuch('invoice_payment', ids.invoice_payment!);
    return found;
  }),
};
