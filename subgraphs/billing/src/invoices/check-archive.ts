import { type ArchiveStore, sha256Of } from '@offplan/kernel/archive/archive-store';
import type { SubgraphDatabase } from '@offplan/kernel/database/subgraph-database';
import type { Task } from '@offplan/kernel/jobs/task';
import { inAccount, tell } from '../accounts/in-account.ts';
import type { BillingOptions } from '../billing-options.ts';
import { knownCustomer } from '../customers/known-customer.ts';
import { queueForCustomers } from '../customers/queue-for-customers.ts';
import type { StripeAccount } from '../stripe/stripe-account.ts';
import { once } from '../webhooks/once.ts';
import { queueArchiving } from './archive-invoice.ts';

const CHECK_CUSTOMER = 'billing.check_customer_archive';

interface ArchivedRow {
  invoice_id: string;
  version: string;
  pdf_sha256: string;
  json_sha256: string;
  manifest_sha256: string;
}

/**
 * Compares the archive nightly with what Stripe has and with the hashes that were written down (BIL-50). An invoice that is missing is archived now;
 * one that has been changed or removed cannot be mended, and is said in the Organisation's log and in ours. Each Organisation by a job of its own.
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
  async run({ db, logger }, payload) {
    const orgId = String(payload.orgId);
    const known = await knownCustomer(options, db, orgId);
    const { archive } = options;
    if (!known || !archive) return;
    const damaged = await checkOne({ db, stripe: known.stripe, archive, orgId, customerId: known.customer });
    if (damaged.length > 0) logger.error({ orgId, damaged }, 'Archived invoices have been changed or removed');
  },
});

interface Checked {
  db: SubgraphDatabase;
  stripe: StripeAccount;
  archive: ArchiveStore;
  orgId: string;
  customerId: string;
}

/** Resolves with the keys of what is not as it was put. */
async function checkOne({ db, stripe, archive, orgId, customerId }: Checked): Promise<string[]> {
  const rows = (await db
    .reader({ orgId })
    .execute(
      'select invoice_id, version, pdf_sha256, json_sha256, manifest_sha256 from billing.archived_invoice where org_id = ?',
      [orgId],
    )) as ArchivedRow[];
  const archived = new Set(rows.map(({ invoice_id }) => invoice_id));
  for await (const { id, status } of stripe.client.invoices.list({ customer: customerId, limit: 100 }))
    if (id && status !== 'draft' && !archived.has(id))
      await db.transaction({ orgId }, (tx) => queueArchiving(tx, { orgId, invoiceId: id, version: 'found' }));
  const damaged: string[] = [];
  for (const row of rows) {
    const name = `invoices/${orgId}/${row.invoice_id}/${row.version}`;
    const parts = [
      [`${name}.pdf`, row.pdf_sha256],
      [`${name}.json`, row.json_sha256],
      [`${name}.manifest.json`, row.manifest_sha256],
    ] as const;
    for (const [key, sha256] of parts) if (!(await isAsPut(archive, key, sha256))) damaged.push(key);
  }
  for (const key of damaged)
    await inAccount({ db, orgId }, async (tx, account) => {
      if (await once(tx, orgId, `archive_damaged:${key}`))
        await tell(tx, account, { kind: 'system' }, 'invoice_archive.damaged', { key });
    });
  return damaged;
}

async function isAsPut(archive: ArchiveStore, key: string, sha256: string): Promise<boolean> {
  try {
    const found = await archive.get(key);
    return found !== null && sha256Of(found.content) === sha256;
  } catch {
    return false;
  }
}
