import { invalidRequest, noSuch } from '../api/stripe-error.ts';
import { newInvoice, subscriptionOf } from '../objects/invoice.ts';
import { type LineDraft, lineOfItem } from '../objects/invoice-line.ts';
import { listOf } from '../store/plain.ts';
import type { Debit, Invoice, InvoiceItem, InvoiceLine, Subscription } from '../store/tables.ts';
import { HOUR } from './clock.ts';
import { bookCustomerBalance, hasTaxLocation, noTaxLocation } from './customers.ts';
import { cancelPaymentIntent, markInvoicePaid, openPayment } from './payments.ts';
import { sumTaxes, taxesOfLine } from './tax.ts';
import type { World } from './world.ts';

/** A draft is finalized and charged an hour and a second after it was made [stripe.md §3, recorded]. */
const DRAFT_TIME = HOUR + 1;

/** Less than this is not charged but put on the customer's balance. Minor units, about half a US dollar. */
const LEAST_CHARGE: Record<string, number> = { usd: 50, eur: 50, gbp: 30, aed: 200 };

export function findInvoice(world: World, id: string): Invoice {
  const invoice = world.store.get('invoices', id);
  if (invoice) return invoice;
  throw noSuch('invoice', id, 'invoice');
}

/** Invoice items that wait for the next invoice of a customer's subscription (or, with null, of the customer alone). */
export function pendingItems(
  world: World,
  customer: string,
  subscription: string | null,
  currency: string,
): InvoiceItem[] {
  return world.store
    .all('invoiceitems')
    .filter(
      (item) =>
        item.customer === customer &&
        item.invoice === null &&
        item.currency === currency &&
        (subscription === null
          ? item.parent === null
          : item.parent === null || item.parent.subscription_details?.subscription === subscription),
    );
}

/**
 * Makes a draft: pending invoice items first (credits before debits), then the lines given. `debits` says which of the lines are charges for a
 * time of a subscription's item, so that a later change credits just these.
 */
export function draftInvoice(
  world: World,
  customerId: string,
  details: {
    currency: string;
    reason: Invoice['billing_reason'];
    subscription: Subscription | null;
    items: InvoiceItem[];
    lines: { line: LineDraft; item: string; price: string }[];
    period: { start: number; end: number };
    /** Whether it is finalized by itself after an hour. */
    waits: boolean;
    autoAdvance?: boolean;
    prorationDate?: number;
    metadata?: Record<string, string>;
  },
): Invoice {
  const customer = world.store.must('customers', customerId);
  const id = world.newId('in_');
  const now = world.now(customer.test_clock);
  const empty = newInvoice(world, id, customer, {
    currency: details.currency,
    reason: details.reason,
    subscription: details.subscription,
    autoAdvance: details.autoAdvance ?? true,
    period: details.period,
    finalizesAt: details.waits ? now + DRAFT_TIME : null,
    ...(details.prorationDate === undefined ? {} : { prorationDate: details.prorationDate }),
  });
  const itemLines = details.items.map((item) => ({ item, line: lineOfItem(item) }));
  const keep = (line: LineDraft): InvoiceLine => ({ ...line, id: world.newId('il_'), invoice: id });
  const fromItems = itemLines.map(({ item, line }) => ({ item, line: keep(line) }));
  const fromPeriods = details.lines.map(({ line, item, price }) => ({ item, price, line: keep(line) }));
  world.store.put('invoice_facts', {
    id,
    retries: 0,
    awaits_authentication: false,
    debits: [...fromPeriods.map(({ line, item, price }) => debitOf(id, line, item, price))],
  });
  for (const { item } of fromItems) world.store.patch('invoiceitems', item.id, { invoice: id });
  const lines = [...fromItems, ...fromPeriods].map(({ line }) => line);
  const invoice = world.store.put(
    'invoices',
    withTotals(world, {
      ...empty,
      metadata: details.metadata ?? {},
      lines: listOf(lines, empty.lines.url),
    }),
  );
  world.emit('invoice.created', invoice);
  return invoice;
}

function debitOf(invoice: string, line: InvoiceLine, item: string, price: string): Debit {
  return {
    item,
    amount: line.amount,
    start: line.period.start,
    end: line.period.end,
    invoice,
    line: line.id,
    quantity: line.quantity ?? 1,
    price,
  };
}

/** The same invoice with its sums, from its lines. */
export function withTotals(world: World, invoice: Invoice): Invoice {
  const customer = world.store.must('customers', invoice.customer!);
  const isTaxed = invoice.automatic_tax.enabled && hasTaxLocation(customer.address);
  const lines = invoice.lines.data.map((line) => ({
    ...line,
    taxes: isTaxed ? taxesOfLine(world, customer, line) : [],
  }));
  const taxes = sumTaxes(lines);
  const sum = (behavior: string) =>
    taxes.filter(({ tax_behavior }) => tax_behavior === behavior).reduce((total, { amount }) => total + amount, 0);
  const subtotal = lines.reduce((total, { amount }) => total + amount, 0);
  const total = subtotal + sum('exclusive');
  const balance = customer.balance;
  const { due } = settleBalance({ ...invoice, total }, balance);
  return {
    ...invoice,
    automatic_tax: invoice.automatic_tax.enabled
      ? { ...invoice.automatic_tax, status: isTaxed ? 'complete' : 'requires_location_inputs' }
      : invoice.automatic_tax,
    lines: { ...invoice.lines, data: lines },
    subtotal,
    subtotal_excluding_tax: subtotal - sum('inclusive'),
    total,
    total_excluding_tax: subtotal - sum('inclusive'),
    total_taxes: taxes,
    starting_balance: balance,
    amount_due: due,
    amount_remaining: due,
  };
}

/** Makes an open invoice of a draft: number, balance, payment intent. One over nothing is paid at once. 400 when it is no draft. */
export function finalizeInvoice(world: World, id: string, autoAdvance?: boolean): Invoice {
  const draft = withTotals(world, findInvoice(world, id));
  if (draft.status !== 'draft')
    throw invalidRequest("This invoice is already finalized, you can't re-finalize a non-draft invoice.", {
      code: 'invoice_not_editable',
    });
  const customer = world.store.must('customers', draft.customer!);
  const now = world.now(customer.test_clock);
  const untaxable = isUntaxable(world, draft);
  if (untaxable && world.settings.withoutPlace === 'fails') throw noTaxLocation();
  const { due, booked, type } = settleBalance(draft, customer.balance);
  const subscription = subscriptionOf(draft);
  const finalized: Invoice = {
    ...draft,
    number: takeNumber(world, draft.customer!),
    status: 'open',
    auto_advance: autoAdvance ?? draft.auto_advance ?? false,
    automatically_finalizes_at: null,
    next_payment_attempt: null,
    effective_at: now,
    status_transitions: { ...draft.status_transitions, finalized_at: now },
    starting_balance: customer.balance,
    ending_balance: customer.balance + booked,
    amount_due: due,
    amount_remaining: due,
    hosted_invoice_url: `${world.origin}/i/${id}`,
    invoice_pdf: `${world.origin}/i/${id}/pdf`,
    ...(untaxable
      ? {
          automatic_tax: {
            ...draft.automatic_tax,
            enabled: false,
            disabled_reason: 'finalization_requires_location_inputs' as const,
            status: null,
          },
        }
      : {}),
  };
  world.store.put('invoices', finalized);
  world.store.patch('customers', customer.id, { currency: customer.currency ?? draft.currency });
  if (booked !== 0)
    bookCustomerBalance(world, customer.id, { amount: booked, currency: draft.currency, type, invoice: id });
  if (untaxable && subscription)
    world.update(
      'subscriptions',
      subscription,
      { automatic_tax: { enabled: false, disabled_reason: 'requires_location_inputs', liability: null } },
      'customer.subscription.updated',
    );
  world.emit('invoice.finalized', finalized);
  if (due > 0) openPayment(world, finalized);
  else markInvoicePaid(world, id, null);
  return findInvoice(world, id);
}

const isUntaxable = (world: World, { automatic_tax, customer }: Invoice) =>
  automatic_tax.enabled && !hasTaxLocation(world.store.must('customers', customer!).address);

/** Finalizes a draft whose time has come. One that cannot be stays a draft and says so. */
export function finalizeByItself(world: World, id: string): Invoice {
  if (world.settings.withoutPlace === 'switches_off' || !isUntaxable(world, findInvoice(world, id)))
    return finalizeInvoice(world, id);
  const { message } = noTaxLocation();
  world.store.patch('invoices', id, {
    automatically_finalizes_at: null,
    last_finalization_error: { type: 'invalid_request_error', code: 'customer_tax_location_invalid', message },
  });
  const failed = findInvoice(world, id);
  world.emit('invoice.finalization_failed', failed);
  return failed;
}

/** What of an invoice is paid from (or goes to) the customer's balance. Minor units; a balance below zero is credit. */
function settleBalance(
  draft: Invoice,
  balance: number,
): { due: number; booked: number; type: 'applied_to_invoice' | 'invoice_too_small' } {
  if (draft.total <= 0) return { due: 0, booked: draft.total, type: 'applied_to_invoice' };
  const due = Math.max(0, draft.total + balance);
  if (due > 0 && due < (LEAST_CHARGE[draft.currency] ?? 50))
    return { due: 0, booked: due - balance, type: 'invoice_too_small' };
  return { due, booked: due === 0 ? draft.total : -balance, type: 'applied_to_invoice' };
}

/** `ABCDEFGH-0001`: also invoices over nothing are numbered [stripe.md §3, recorded]. */
function takeNumber(world: World, customerId: string): string {
  const customer = world.store.must('customers', customerId);
  if (world.settings.accountNumbering) {
    const next = world.store.value('invoice_sequence', 1);
    world.store.setValue('invoice_sequence', next + 1);
    return `EMULATOR-${String(next).padStart(4, '0')}`;
  }
  const sequence = customer.next_invoice_sequence ?? 1;
  world.store.patch('customers', customerId, { next_invoice_sequence: sequence + 1 });
  return `${customer.invoice_prefix}-${String(sequence).padStart(4, '0')}`;
}

/** Takes back an invoice that is open or uncollectible; nothing is owed on it any more. 400 otherwise. */
export function voidInvoice(world: World, id: string): Invoice {
  const invoice = findInvoice(world, id);
  if (invoice.status !== 'open' && invoice.status !== 'uncollectible')
    throw invalidRequest(
      "You can only pass in open or uncollectible invoices. This invoice isn't open or uncollectible.",
      {
        param: 'invoice',
      },
    );
  const now = world.timeOf(invoice.customer);
  world.store.patch('invoices', id, {
    status: 'void',
    auto_advance: false,
    next_payment_attempt: null,
    amount_remaining: 0,
    status_transitions: { ...invoice.status_transitions, voided_at: now },
  });
  const taken = (invoice.ending_balance ?? 0) - invoice.starting_balance;
  if (taken !== 0)
    bookCustomerBalance(world, invoice.customer!, {
      amount: -taken,
      currency: invoice.currency,
      type: 'unapplied_from_invoice',
      invoice: id,
    });
  cancelPaymentIntent(world, id, 'void_invoice');
  const after = findInvoice(world, id);
  world.emit('invoice.updated', after, { status: invoice.status });
  world.emit('invoice.voided', after);
  return after;
}

/** Gives up an open invoice. It can still be paid or voided. 400 when it is not open. */
export function markUncollectible(
  world: World,
  id: string,
  reason: 'user_forgiven' | 'max_payment_attempts' = 'user_forgiven',
): Invoice {
  const invoice = findInvoice(world, id);
  if (invoice.status !== 'open')
    throw invalidRequest("You can only mark an invoice as uncollectible if it's open.", { param: 'invoice' });
  world.update(
    'invoices',
    id,
    {
      status: 'uncollectible',
      auto_advance: false,
      next_payment_attempt: null,
      status_details: { uncollectible: { reason } },
      status_transitions: {
        ...invoice.status_transitions,
        marked_uncollectible_at: world.timeOf(invoice.customer),
      },
    },
    'invoice.updated',
  );
  const after = findInvoice(world, id);
  world.emit('invoice.marked_uncollectible', after);
  return after;
}
