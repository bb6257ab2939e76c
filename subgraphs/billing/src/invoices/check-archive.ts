import { ArchiveDamaged, type ArchiveStore, sha256Of } from '@offplan/kernel/archive/archive-store';
import type { SubgraphDatabase } from '@offplan/kernel/database/subgraph-database';
import type { Task, TaskContext } from '@offplan/kernel/jobs/task';
import type Stripe from 'stripe';
import { inAccount, tell } from '../accounts/in-account.ts';
import type { BillingOptions } from '../billing-options.ts';
import { queueForCustomers } from '../customers/queue-for-customers.ts';
import { noteForOperators } from '../operators/operator-notes.ts';
import type { StripeAccount } from '../stripe/stripe-account.ts';
import { once } from '../webhooks/once.ts';
import { queueArchiving } from './archive-invoice.ts';

const CHECK_CUSTOMER = 'billing.check_customer_archive';
/** For so long, in ms, an invoice may be as it is and not archived so: longer than the events and jobs that bring it there take. */
const TIME_TO_ARCHIVE = 86_400_000;

interface ArchivedRow {
  invoice_id: string;
  version: string;
  pdf_sha256: string;
  json_sha256: string;
  manifest_sha256: string;
}

/**
 * Compares the archive nightly with what Stripe has and with the hashes that were written down (BIL-50). An invoice that is not there as it is now
 * is archived now, and one that should have been for a day is an alarm; one that has been changed or removed cannot be mended, and is said in the
 * Organisation's log, in ours and to the Operators. Each Organisation by a job of its own, which is tried again when Stripe or the archive is away.
 */
export const checkArchive = (options: BillingOptions): Task => ({
  name: 'billing.check_archive',
  isOutside: true,
  cron: '11 5 * * *',
  async run({ db }) {
    if (options.stripe && options.archive) await queueForCustomers(db, CHECK_CUSTOMER);
  },
});

/** Checks the archive of one Organisation. */
export const checkCustomerArchive = (options: BillingOptions): Task => ({
  name: CHECK_CUSTOMER,
  isOutside: true,
  async run({ db, clock, logger }, payload) {
    const orgId = String(payload.orgId);
    const { stripe, archive } = options;
    if (!stripe || !archive) return;
    const check: Check = { db, clock, logger, stripe, archive, orgId };
    const archived = await readArchived(check);
    for (const customer of await customersOf(db, orgId))
      for await (const invoice of stripe.client.invoices.list({ customer, limit: 100 }))
        if (invoice.status !== 'draft' && !archived.has(versionOf(invoice))) await fillGap(check, invoice);
  },
});

interface Check extends TaskContext {
  stripe: StripeAccount;
  archive: ArchiveStore;
  orgId: string;
}

/** An invoice with all of it that changes its PDF. */
type Versioned = Pick<
  Stripe.Invoice,
  'id' | 'status' | 'pre_payment_credit_notes_amount' | 'post_payment_credit_notes_amount'
>;

/** Names an invoice as it is at a time. */
const versionOf = (invoice: Versioned) => `${invoice.id}_${markOf(invoice)}`;

const markOf = ({ status, pre_payment_credit_notes_amount: pre, post_payment_credit_notes_amount: post }: Versioned) =>
  `${status}_${pre}_${post}`;

/** Reads all that is archived, and tells of what is not as it was put. Resolves with the versions that are there. */
async function readArchived(check: Check): Promise<Set<string>> {
  const { db, orgId } = check;
  const rows = (await db
    .reader({ orgId })
    .execute(
      'select invoice_id, version, pdf_sha256, json_sha256, manifest_sha256 from billing.archived_invoice where org_id = ?',
      [orgId],
    )) as ArchivedRow[];
  const versions = new Set<string>();
  for (const row of rows) {
    const name = `invoices/${orgId}/${row.invoice_id}/${row.version}`;
    const data = await readAsPut(check, `${name}.json`, row.json_sha256);
    if (data) versions.add(versionOf(JSON.parse(Buffer.from(data).toString('utf8')) as Versioned));
    await readAsPut(check, `${name}.pdf`, row.pdf_sha256);
    await readAsPut(check, `${name}.manifest.json`, row.manifest_sha256);
  }
  return versions;
}

/** What lies under a key. Where it is not what was put that is told, and null; throws when the archive does not answer: nothing is known then. */
async function readAsPut(check: Check, key: string, sha256: string): Promise<Uint8Array | null> {
  const found = await check.archive.get(key).catch((fault: unknown) => {
    if (fault instanceof ArchiveDamaged) return null;
    throw fault;
  });
  if (found && sha256Of(found.content) === sha256) return found.content;
  await tellDamage(check, key);
  return null;
}

async function tellDamage({ db, orgId, logger }: Check, key: string): Promise<void> {
  logger.error({ orgId, key }, 'An archived invoice has been changed or removed');
  await inAccount({ db, orgId }, async (tx, account) => {
    const mark = `archive_damaged:${key}`;
    if (!(await once(tx, orgId, mark))) return;
    await tell(tx, account, { kind: 'system' }, 'invoice_archive.damaged', { key });
    await noteForOperators(tx, { orgId, key: mark, kind: 'archive_damaged', data: { key } });
  });
}

/** Queues that an invoice is archived as it is now; whoever has had a day for it and has not done it is an alarm. */
async function fillGap({ db, clock, logger, stripe, orgId }: Check, invoice: Stripe.Invoice): Promise<void> {
  const invoiceId = invoice.id!;
  const { status } = invoice;
  const since = await isSoSince(stripe, invoice);
  const isLate = clock.now().getTime() - since * 1_000 > TIME_TO_ARCHIVE;
  if (isLate) logger.error({ orgId, invoice: invoiceId, status }, 'An invoice is not in the archive as it is');
  await db.transaction({ orgId }, async (tx) => {
    await queueArchiving(tx, { orgId, invoiceId, version: `found_${markOf(invoice)}` });
    if (isLate)
      await noteForOperators(tx, {
        orgId,
        key: `archive_gap:${versionOf(invoice)}`,
        kind: 'archive_gap',
        data: { invoice: invoiceId, status },
      });
  });
}

/** When an invoice became what it is, in Stripe's seconds: of a credit note only the note itself tells. */
async function isSoSince({ client }: StripeAccount, invoice: Stripe.Invoice): Promise<number> {
  const moments = Object.values(invoice.status_transitions);
  for await (const { created, voided_at } of client.creditNotes.list({ invoice: invoice.id!, limit: 100 }))
    moments.push(created, voided_at);
  return Math.max(invoice.created, ...moments.map((moment) => moment ?? 0));
}

/** Every customer that stands or stood for an Organisation: invoices of one that was deleted are kept as well. */
async function customersOf(db: SubgraphDatabase, orgId: string): Promise<string[]> {
  const rows = (await db
    .reader({})
    .execute('select customer_id from billing.stripe_customer where org_id = ?', [orgId])) as {
    customer_id: string;
  }[];
  return rows.map(({ customer_id }) => customer_id);
}
