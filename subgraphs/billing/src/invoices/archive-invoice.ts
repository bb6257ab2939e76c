import { sha256Of } from '@offplan/kernel/archive/archive-store';
import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { enqueue } from '@offplan/kernel/jobs/job-queue';
import type { Task } from '@offplan/kernel/jobs/task';
import type Stripe from 'stripe';
import { inAccount, tell } from '../accounts/in-account.ts';
import type { BillingOptions } from '../billing-options.ts';
import { dateOf } from '../stripe/stripe-values.ts';

const ARCHIVE_INVOICE = 'billing.archive_invoice';
/** As long as tax law wants invoices kept (BIL-50), in years. */
const KEPT_YEARS = 7;
/** Stripe's invoices come from here; an emulator's come from itself. */
const STRIPE_FILES = new Set(['https://pay.stripe.com', 'https://files.stripe.com']);
const PDF_TIMEOUT_MS = 20_000;

/** An invoice as it is after something has happened to it: `version` names that, an event's id. */
export interface InvoiceVersion {
  orgId: string;
  invoiceId: string;
  version: string;
}

/** Queues that an invoice is put into the archive as it is now. */
export function queueArchiving(tx: Transaction, invoice: InvoiceVersion): Promise<void> {
  const key = `archive ${invoice.invoiceId} ${invoice.version}`;
  return enqueue(tx, ARCHIVE_INVOICE, { ...invoice }, { key });
}

/**
 * Puts an invoice's PDF and data into the archive with a manifest of their hashes (BIL-50). The PDF changes when an invoice is paid, voided or
 * credited: each version is kept. The link to it is asked for now, as it does not live for ever.
 */
export const archiveInvoice = (options: BillingOptions): Task => ({
  name: ARCHIVE_INVOICE,
  isOutside: true,
  async run({ db, clock }, payload) {
    const { orgId, invoiceId, version } = payload as unknown as InvoiceVersion;
    const { stripe, archive } = options;
    if (!stripe || !archive) return;
    const [known] = (await db
      .reader({ orgId })
      .execute('select from billing.archived_invoice where org_id = ? and invoice_id = ? and version = ?', [
        orgId,
        invoiceId,
        version,
      ])) as object[];
    if (known) return;
    const invoice = await stripe.client.invoices.retrieve(invoiceId);
    if (invoice.status === 'draft' || !invoice.invoice_pdf) return;
    const name = `invoices/${orgId}/${invoiceId}/${version}`;
    const retainUntil = keptUntil(invoice, clock.now());
    // Whoever was cut off after the first of the three finds it there: a PDF that is made anew may differ in its bytes.
    const pdf = (await archive.get(`${name}.pdf`))?.content ?? (await readPdf(options, invoice.invoice_pdf));
    const data = (await archive.get(`${name}.json`))?.content ?? Buffer.from(JSON.stringify(invoice));
    await archive.putOnce(`${name}.pdf`, pdf, { contentType: 'application/pdf', retainUntil });
    await archive.putOnce(`${name}.json`, data, { contentType: 'application/json', retainUntil });
    const manifest = {
      invoice: invoiceId,
      number: invoice.number,
      version,
      total: invoice.total,
      currency: invoice.currency,
      sha256: { pdf: sha256Of(pdf), json: sha256Of(data) },
    };
    const kept = await archive.putOnce(`${name}.manifest.json`, Buffer.from(JSON.stringify(manifest)), {
      contentType: 'application/json',
      retainUntil,
    });
    await inAccount({ db, orgId }, async (tx, account) => {
      const rows = await tx.query(
        `insert into billing.archived_invoice (org_id, invoice_id, version, pdf_sha256, json_sha256, manifest_sha256, retain_until, archived_at)
         values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing returning version`,
        [orgId, invoiceId, version, manifest.sha256.pdf, manifest.sha256.json, kept.sha256, kept.retainUntil, tx.now],
      );
      // The hashes stand in the log: who changes the archive and this table is found out.
      if (rows.length > 0)
        await tell(tx, account, { kind: 'system' }, 'invoice.archived', {
          invoiceId,
          number: invoice.number,
          version,
          sha256: manifest.sha256,
        });
    });
  },
});

function keptUntil(invoice: Stripe.Invoice, now: Date): Date {
  const from = invoice.status_transitions.finalized_at ? dateOf(invoice.status_transitions.finalized_at) : now;
  const until = new Date(from);
  until.setUTCFullYear(until.getUTCFullYear() + KEPT_YEARS);
  return until;
}

/** Only from where Stripe keeps its files: the link comes from outside. */
async function readPdf({ stripe }: BillingOptions, link: string): Promise<Uint8Array> {
  const { origin } = new URL(link);
  if (!STRIPE_FILES.has(origin) && origin !== stripe?.origin) throw new Error(`An invoice would come from ${origin}`);
  const answer = await fetch(link, { signal: AbortSignal.timeout(PDF_TIMEOUT_MS), redirect: 'error' });
  if (!answer.ok) throw new Error(`The PDF of an invoice was answered with ${answer.status}`);
  const content = new Uint8Array(await answer.arrayBuffer());
  if (Buffer.from(content.subarray(0, 5)).toString('latin1') !== '%PDF-')
    throw new Error('An invoice came that is no PDF');
  return content;
}
