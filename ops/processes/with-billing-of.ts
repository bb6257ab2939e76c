import type { BillingOptions } from '@offplan/billing';
import { findOrganisation } from '@offplan/identity';
import type { SubgraphDatabase } from '@offplan/kernel/database/subgraph-database';
import type { Logger } from '@offplan/kernel/logging';
import { fail } from './fail.ts';
import { withSubgraph } from './with-subgraph.ts';

/** Does an Operator's work in billing, for the Organisation that has a slug now. */
export async function withBillingOf(
  slug: string,
  work: (billing: { orgId: string; db: SubgraphDatabase; options: BillingOptions; logger: Logger }) => Promise<void>,
): Promise<void> {
  let found: string | null = null;
  await withSubgraph('identity', async ({ db }) => {
    found = await findOrganisation(db, slug);
  });
  const orgId: string | null = found;
  if (!orgId) return fail(`No Organisation is called ${slug}.`);
  await withSubgraph('billing', ({ db, logger }, { options }) =>
    work({ orgId, db, options: options as BillingOptions, logger }),
  );
}
