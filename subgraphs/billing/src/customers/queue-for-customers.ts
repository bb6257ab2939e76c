import type { SubgraphDatabase } from '@offplan/kernel/database/subgraph-database';
import { enqueue } from '@offplan/kernel/jobs/job-queue';

/** Organisations that are queued in one transaction. */
const AT_ONCE = 500;

/**
 * Queues a task for each Organisation that Stripe has a customer for. Small jobs, which let events go first: one over all customers would keep the
 * events of Stripe's waiting for its whole length, and begin anew after a restart. One that still waits from the day before is not queued twice.
 */
export async function queueForCustomers(db: SubgraphDatabase, task: string): Promise<void> {
  const customers = (await db
    .reader({})
    .execute('select distinct org_id from billing.stripe_customer order by org_id')) as {
    org_id: string;
  }[];
  for (let from = 0; from < customers.length; from += AT_ONCE)
    await db.transaction({}, async (tx) => {
      for (const { org_id: orgId } of customers.slice(from, from + AT_ONCE))
        await enqueue(tx, task, { orgId }, { key: `${task} ${orgId}`, isPatient: true });
    });
}
