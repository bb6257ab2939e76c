import { findInvoice } from '../machine/invoices.ts';
import { failAuthentication, payInvoice, paymentOf } from '../machine/payments.ts';
import type { World } from '../machine/world.ts';
import { formatAmount } from '../objects/invoice-line.ts';
import { authenticationPage, cardFields, cardOfForm } from './card-form.ts';
import { alertBox, type Html, html } from './html.ts';

/** The hosted page of an invoice: what it is for, its PDF, and a form while it is open. */
export function invoicePage(world: World, id: string, message: string | null): Html {
  const invoice = findInvoice(world, id);
  if (invoice.status === 'draft') return html`<h1>This invoice is not finalized yet</h1>`;
  return html`<h1>Invoice ${invoice.number}</h1>
<p class="amount">${formatAmount(invoice.status === 'paid' ? invoice.amount_paid : invoice.amount_remaining, invoice.currency)} ${STATUS[invoice.status ?? ''] ?? ''}</p>
<section><table><thead><tr><th>Description</th><th class="number">Amount</th></tr></thead><tbody>${invoice.lines.data.map(
    (line) =>
      html`<tr><td>${line.description}</td><td class="number">${formatAmount(line.amount, line.currency)}</td></tr>`,
  )}${(invoice.total_taxes ?? []).map((tax) => html`<tr><td>Tax</td><td class="number">${formatAmount(tax.amount, invoice.currency)}</td></tr>`)}<tr><th>Total</th><th class="number">${formatAmount(invoice.total, invoice.currency)}</th></tr></tbody></table>
<p><a href="/i/${id}/pdf">Download invoice</a></p></section>
${alertBox(message)}
${invoice.status === 'open' || invoice.status === 'uncollectible' ? payForm(world, id) : null}`;
}

const STATUS: Record<string, string> = { paid: 'paid', open: 'due', void: 'void', uncollectible: 'due' };

function payForm(world: World, id: string): Html {
  const waiting = world.store.must('invoice_facts', id).awaits_authentication;
  return html`${waiting ? html`<section><p>The card's bank asks for an authentication of this payment.</p><form method="post" action="/i/${id}/continue"><button>Authenticate payment</button></form></section>` : null}
<form class="card" method="post" action="/i/${id}">${cardFields({})}<button>Pay invoice</button></form>`;
}

/** Pays with what was typed. Throws `StripeError` (402) with what the page then says. */
export function submitInvoice(world: World, id: string, form: Record<string, string>): void {
  const invoice = findInvoice(world, id);
  const method = cardOfForm(world, form, invoice.customer ? world.clockOf(invoice.customer) : null);
  payInvoice(world, id, { payment_method: method.id });
}

export function invoiceAuthentication(id: string): Html {
  return authenticationPage(`/i/${id}/authenticate`);
}

/** Its owner has authenticated the payment that waits, or has not. Throws `StripeError` (402) when the card refuses. */
export function authenticateInvoice(world: World, id: string, isComplete: boolean): void {
  const payment = paymentOf(world, id);
  const intent = payment ? world.store.must('payment_intents', payment.payment.payment_intent!) : null;
  if (!intent?.payment_method || intent.status !== 'requires_action') return;
  if (!isComplete) return failAuthentication(world, id);
  payInvoice(world, id, { payment_method: intent.payment_method, isAuthenticated: true });
}
