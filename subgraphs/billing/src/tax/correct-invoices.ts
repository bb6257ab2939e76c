import type { SubgraphDatabase } from '@offplan/kernel/database/subgraph-database';
import type { Task } from '@offplan/kernel/jobs/task';
import { wantLetter } from '@offplan/kernel/mail/want-letter';
import type Stripe from 'stripe';
import { inAccount, tell } from '../accounts/in-account.ts';
import type { BillingOptions } from '../billing-options.ts';
import { knownCustomer } from '../customers/known-customer.ts';
import { insist } from '../stripe/insist.ts';
import type { StripeAccount } from '../stripe/stripe-account.ts';
import { once } from '../webhooks/once.ts';
import { needsCorrection } from './needs-correction.ts';
import { CORRECT_INVOICES } from './take-over-tax-id.ts';

/** How long the Owner has for the tax that was missing. In days. */
const DAYS_UNTIL_DUE = 30;

/**
 * Corrects invoices that went out without tax for a tax id which is none (BIL-43): a credit note puts what was paid on the customer's balance, and a new
 * invoice with the tax takes it from there. What is left to pay is the tax. Nobody's card is charged with it unasked: the invoice is sent. Then the Owner
 * is told, once a tax id.
 */
export const correctInvoices = (options: BillingOptions): Task => ({
  name: CORRECT_INVOICES,
  isOutside: true,
  async run({ db, logger }, payload) {
    const orgId = String(payload.orgId);
    const known = await knownCustomer(options, db, orgId);
    if (!known) return;
    const { stripe, customer } = known;
    const { data } = await stripe.client.customers.listTaxIds(customer, { limit: 100 });
    const invalid = data.filter(({ verification }) => verification?.status === 'unverified');
    if (invalid.length === 0) return;
    logger.warn({ orgId, taxIds: invalid.map(({ id }) => id) }, 'A tax id was found invalid');
    const correctedCount = await correctAll({ stripe, db, orgId, customer }, invalid);
    await inAccount({ db, orgId }, async (tx) => {
      for (const { id } of invalid)
        if (await once(tx, orgId, `tax_id_told:${id}`))
          await wantLetter(tx, {
            orgId,
            template: 'tax_id_invalid',
            key: `tax_id_invalid:${id}`,
            values: { correctedCount },
          });
    });
  },
});

interface Correction {
  stripe: StripeAccount;
  db: SubgraphDatabase;
  orgId: string;
  customer: string;
}

/** Resolves with how many were corrected. */
async function correctAll(correction: Correction, invalid: readonly Stripe.TaxId[]): Promise<number> {
  const invoices: Stripe.Invoice[] = [];
  for await (const invoice of correction.stripe.client.invoices.list({ customer: correction.customer, limit: 100 }))
    invoices.push(invoice);
  const begun = new Map(invoices.flatMap((one) => (one.metadata?.corrects ? [[one.metadata.corrects, one]] : [])));
  let corrected = 0;
  for (const invoice of invoices) {
    const draft = begun.get(invoice.id!) ?? null;
    // Whoever was cut off after the credit note goes on from the draft that it has left.
    const isOpen = draft ? draft.status === 'draft' : needsCorrection(invoice, invalid);
    const corrective = isOpen ? await correctOne(correction, invoice, draft) : draft;
    if (corrective) await tellCorrected(correction, invoice, corrective);
    if (isOpen && corrective) corrected += 1;
  }
  return corrected;
}

/** Resolves with the invoice that replaces it; null where no tax is collected at all: then it was right. */
async function correctOne(
  { stripe, customer }: Correction,
  invoice: Stripe.Invoice,
  begun: Stripe.Invoice | null,
): Promise<Stripe.Invoice | null> {
  const { client } = stripe;
  const id = invoice.id!;
  const draft =
    begun ??
    (await insist<Stripe.Invoice>(
      `tax:${id}:invoice`,
      (idempotencyKey) =>
        client.invoices.create(
          {
            customer,
            currency: invoice.currency,
            automatic_tax: { enabled: true },
            auto_advance: false,
            collection_method: 'send_invoice',
            days_until_due: DAYS_UNTIL_DUE,
            pending_invoice_items_behavior: 'exclude',
            description: `Replaces invoice ${invoice.number ?? id}`,
            metadata: { corrects: id },
          },
          { idempotencyKey },
        ),
      async () => {
        const { data } = await client.invoices.list({ customer, status: 'draft', limit: 100 });
        return data.find(({ metadata }) => metadata?.corrects === id) ?? null;
      },
    ));
  const filled = await fillDraft(stripe, invoice, draft.id!);
  if (filled.total <= invoice.total) {
    await client.invoices.del(draft.id!);
    return null;
  }
  await creditWhole(stripe, invoice);
  return insist<Stripe.Invoice>(
    `tax:${id}:finalize`,
    (idempotencyKey) => client.invoices.finalizeInvoice(draft.id!, { auto_advance: false }, { idempotencyKey }),
    async () => {
      const now = await client.invoices.retrieve(draft.id!);
      return now.status === 'draft' ? null : now;
    },
  );
}

async function tellCorrected(
  { db, orgId }: Correction,
  invoice: Stripe.Invoice,
  corrective: Stripe.Invoice,
): Promise<void> {
  await inAccount({ db, orgId }, async (tx, account) => {
    if (await once(tx, orgId, `invoice_corrected:${invoice.id}`))
      await tell(tx, account, { kind: 'system' }, 'invoice.corrected', {
        invoiceId: invoice.id,
        correctiveInvoiceId: corrective.id,
        amount: corrective.total - invoice.total,
        currency: invoice.currency,
      });
  });
}

/** The lines of the old invoice, in their order; those that are there already are not put in twice. */
async function fillDraft({ client }: StripeAccount, invoice: Stripe.Invoice, draft: string): Promise<Stripe.Invoice> {
  const lines: Stripe.InvoiceLineItem[] = [];
  for await (const line of client.invoices.listLineItems(invoice.id!, { limit: 100 })) lines.push(line);
  const { lines: there } = await client.invoices.retrieve(draft);
  for (const [index, line] of lines.entries()) {
    if (index < there.data.length) continue;
    const item: Stripe.InvoiceItemCreateParams = {
      customer: invoice.customer as string,
      invoice: draft,
      amount: line.amount,
      currency: line.currency,
      ...(line.description ? { description: line.description } : {}),
      period: line.period,
      // As the prices that are sold here: taxes come on top.
      tax_behavior: 'exclusive',
    };
    await insist<unknown>(
      `tax:${invoice.id}:line:${index}`,
      (idempotencyKey) => client.invoiceItems.create(item, { idempotencyKey }),
      async () => (await client.invoices.retrieve(draft)).lines.data[index] ?? null,
    );
  }
  return client.invoices.retrieve(draft);
}

/** What was paid of the old invoice goes to the customer's balance. */
async function creditWhole({ client }: StripeAccount, invoice: Stripe.Invoice): Promise<void> {
  const id = invoice.id!;
  const known = async () => {
    const { data } = await client.creditNotes.list({ invoice: id, limit: 100 });
    return data.find(({ metadata }) => metadata?.reason === 'tax_id_invalid') ?? null;
  };
  if (await known()) return;
  const note: Stripe.CreditNoteCreateParams = {
    invoice: id,
    amount: invoice.total,
    credit_amount: invoice.total,
    memo: 'The tax id could not be verified. A new invoice with tax replaces this one.',
    metadata: { reason: 'tax_id_invalid' },
  };
  await insist<Stripe.CreditNote>(
    `tax:${id}:credit`,
    (idempotencyKey) => client.creditNotes.create(note, { idempotencyKey }),
    known,
  );
}
