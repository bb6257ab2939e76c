import type Stripe from 'stripe';
import { invalidRequest, noSuch, notEmulated } from '../api/stripe-error.ts';
import { mergeMetadata } from '../objects/metadata.ts';
import { listOf } from '../store/plain.ts';
import type { CreditNote, Invoice } from '../store/tables.ts';
import { bookCustomerBalance } from './customers.ts';
import { findInvoice } from './invoices.ts';
import { markInvoicePaid, paymentOf } from './payments.ts';
import { createRefund } from './refunds.ts';
import type { World } from './world.ts';

type Params = Stripe.CreditNoteCreateParams;

export function findCreditNote(world: World, id: string): CreditNote {
  const note = world.store.get('credit_notes', id);
  if (note) return note;
  throw noSuch('credit note', id);
}

/**
 * `POST /v1/credit_notes`. On an open invoice it lowers what is owed; on a paid one the amount goes back by a refund, to the customer's balance,
 * or was given back elsewhere: the three must add up to it.
 */
export function createCreditNote(world: World, params: Params): CreditNote {
  const invoice = findInvoice(world, params.invoice);
  if (invoice.status !== 'open' && invoice.status !== 'paid')
    throw invalidRequest(`You cannot create a credit note for an invoice with status ${invoice.status}.`, {
      param: 'invoice',
    });
  const lines = linesOf(invoice, params);
  const amount = lines.reduce((sum, line) => sum + line.amount, 0);
  const credited = world.store
    .all('credit_notes')
    .filter((note) => note.invoice === invoice.id && note.status === 'issued')
    .reduce((sum, note) => sum + note.amount, 0);
  if (amount <= 0 || amount > invoice.total - credited)
    throw invalidRequest(
      `The credit note amount (${amount}) must be positive and not more than what is left of the invoice (${invoice.total - credited}).`,
      { param: 'amount' },
    );
  const id = world.newId('cn_');
  const now = world.timeOf(invoice.customer);
  const isPaid = invoice.status === 'paid';
  const back = isPaid ? givenBack(world, invoice, params, amount, id) : { refunds: [], transaction: null };
  const sequence = world.store.all('credit_notes').filter((note) => note.invoice === invoice.id).length + 1;
  const note: CreditNote = {
    id,
    object: 'credit_note',
    amount,
    amount_shipping: 0,
    created: now,
    currency: invoice.currency,
    customer: invoice.customer!,
    customer_account: null,
    customer_balance_transaction: back.transaction,
    discount_amount: 0,
    discount_amounts: [],
    effective_at: params.effective_at ?? now,
    invoice: invoice.id,
    lines: listOf(
      lines.map((line) => ({
        id: world.newId('cnli_'),
        object: 'credit_note_line_item' as const,
        amount: line.amount,
        description: line.description,
        discount_amount: 0,
        discount_amounts: [],
        livemode: false,
        metadata: {},
        pretax_credit_amounts: [],
        quantity: 1,
        tax_rates: [],
        taxes: [],
        type: line.invoiceLine ? ('invoice_line_item' as const) : ('custom_line_item' as const),
        unit_amount: line.amount,
        unit_amount_decimal: String(line.amount),
        ...(line.invoiceLine ? { invoice_line_item: line.invoiceLine } : {}),
      })),
      `/v1/credit_notes/${id}/lines`,
    ),
    livemode: false,
    memo: params.memo ?? null,
    metadata: mergeMetadata({}, params.metadata),
    number: `${invoice.number}-CN-${String(sequence).padStart(2, '0')}`,
    out_of_band_amount: isPaid ? (params.out_of_band_amount ?? null) : null,
    pdf: `${world.origin}/cn/${id}/pdf`,
    post_payment_amount: isPaid ? amount : 0,
    pre_payment_amount: isPaid ? 0 : amount,
    pretax_credit_amounts: [],
    reason: params.reason ?? null,
    refunds: back.refunds,
    shipping_cost: null,
    status: 'issued',
    subtotal: amount,
    subtotal_excluding_tax: amount,
    total: amount,
    total_excluding_tax: amount,
    total_taxes: [],
    type: isPaid ? 'post_payment' : 'pre_payment',
    voided_at: null,
  };
  world.store.put('credit_notes', note);
  world.emit('credit_note.created', note);
  if (isPaid)
    world.update(
      'invoices',
      invoice.id,
      { post_payment_credit_notes_amount: invoice.post_payment_credit_notes_amount + amount },
      'invoice.updated',
    );
  else lowerWhatIsOwed(world, invoice, amount);
  return note;
}

function linesOf(
  invoice: Invoice,
  params: Params,
): { amount: number; description: string | null; invoiceLine: string | null }[] {
  if (params.shipping_cost) throw notEmulated('shipping of credit notes');
  if (!params.lines) {
    const amount = params.amount ?? invoice.total;
    return [
      {
        amount,
        description: params.memo ?? null,
        invoiceLine: invoice.lines.data.length === 1 ? invoice.lines.data[0]!.id : null,
      },
    ];
  }
  return params.lines.map((line, index) => {
    if (line.tax_rates || line.tax_amounts) throw notEmulated('taxes of the lines of a credit note');
    if (line.type === 'custom_line_item')
      return {
        amount: (line.unit_amount ?? Number(line.unit_amount_decimal)) * (line.quantity ?? 1),
        description: line.description ?? null,
        invoiceLine: null,
      };
    const of = invoice.lines.data.find(({ id }) => id === line.invoice_line_item);
    if (!of)
      throw invalidRequest(`No such line item: '${line.invoice_line_item}'`, {
        code: 'resource_missing',
        param: `lines[${index}][invoice_line_item]`,
      });
    const unit = of.quantity ? of.amount / of.quantity : of.amount;
    return {
      amount: line.amount ?? unit * (line.quantity ?? of.quantity ?? 1),
      description: of.description,
      invoiceLine: of.id,
    };
  });
}

/** How a paid amount goes back. 400 when it is not said, or does not add up. */
function givenBack(
  world: World,
  invoice: Invoice,
  params: Params,
  amount: number,
  note: string,
): { refunds: CreditNote['refunds']; transaction: string | null } {
  const linked = (params.refunds ?? []).map((each) => {
    const refund = each.refund ? world.store.get('refunds', each.refund) : undefined;
    if (!refund) throw notEmulated('credit notes for refunds outside of Stripe');
    return { refund: refund.id, amount_refunded: each.amount_refunded ?? refund.amount };
  });
  const [refundAmount, credit, outOfBand] = [
    params.refund_amount ?? 0,
    params.credit_amount ?? 0,
    params.out_of_band_amount ?? 0,
  ];
  const sum = refundAmount + credit + outOfBand + linked.reduce((total, each) => total + each.amount_refunded, 0);
  if (sum !== amount)
    throw invalidRequest(
      `The sum of credit amount, refund amount and out of band amount (${sum}) must equal the credit note amount (${amount}).`,
    );
  if (refundAmount > 0) {
    const payment = paymentOf(world, invoice.id);
    if (!payment)
      throw invalidRequest('The invoice has no payment that could be refunded.', { param: 'refund_amount' });
    const refund = createRefund(world, { payment_intent: payment.payment.payment_intent!, amount: refundAmount });
    linked.push({ refund: refund.id, amount_refunded: refundAmount });
  }
  const transaction =
    credit > 0
      ? bookCustomerBalance(world, invoice.customer!, {
          amount: -credit,
          currency: invoice.currency,
          type: 'credit_note',
          credit_note: note,
        }).id
      : null;
  return {
    refunds: linked.map((each) => ({ ...each, payment_record_refund: null, type: 'refund' as const })),
    transaction,
  };
}

function lowerWhatIsOwed(world: World, invoice: Invoice, amount: number): void {
  const due = Math.max(0, invoice.amount_due - amount);
  world.update(
    'invoices',
    invoice.id,
    {
      amount_due: due,
      amount_remaining: due,
      pre_payment_credit_notes_amount: invoice.pre_payment_credit_notes_amount + amount,
    },
    'invoice.updated',
  );
  const payment = paymentOf(world, invoice.id);
  if (payment?.payment.payment_intent && due > 0) {
    world.store.patch('invoice_payments', payment.id, { amount_requested: due });
    world.store.patch('payment_intents', payment.payment.payment_intent, { amount: due });
  }
  if (due === 0) markInvoicePaid(world, invoice.id, null);
}

/** `POST …/void`: only while its invoice is open. */
export function voidCreditNote(world: World, id: string): CreditNote {
  const before = findCreditNote(world, id);
  const invoice = findInvoice(world, before.invoice);
  if (before.status === 'void' || invoice.status !== 'open')
    throw invalidRequest('You can only void a credit note that is issued and of an open invoice.', { param: 'id' });
  const due = invoice.amount_due + before.amount;
  world.update(
    'invoices',
    invoice.id,
    {
      amount_due: due,
      amount_remaining: due,
      pre_payment_credit_notes_amount: invoice.pre_payment_credit_notes_amount - before.amount,
    },
    'invoice.updated',
  );
  const payment = paymentOf(world, invoice.id);
  if (payment?.payment.payment_intent)
    world.store.patch('payment_intents', payment.payment.payment_intent, { amount: due });
  const voided = world.store.patch('credit_notes', id, { status: 'void', voided_at: world.timeOf(before.customer) });
  world.emit('credit_note.voided', voided);
  return voided;
}
