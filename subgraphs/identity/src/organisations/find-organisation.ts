import type { SubgraphDatabase } from '@offplan/kernel/database/subgraph-database';

/** The UUID of the Organisation that has a slug now, whatever its status; null for a slug that is nobody's. */
export async function findOrganisation(db: SubgraphDatabase, slug: string): Promise<string | null> {
  const [row] = (await db
    .reader({})
    .execute('select org_id from identity.organisation_slug where slug = ? and until is null', [
      slug.trim().toLowerCase(),
    ])) as { org_id: string }[];
  return row?.org_id ?? null;
}
