import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { similarSlugs } from './slug.ts';

/** How many free slugs are offered for a taken one (ID-24). */
const OFFERED = 3;

/**
 * Takes a slug for an Organisation; false when it is another's: in use, a redirect that still runs (ID-25) or a deleted Organisation's
 * within its 12 months (ID-28). Whoever comes at the same time waits for the other's transaction.
 */
export async function claimSlug(tx: Transaction, slug: string, orgId: string): Promise<boolean> {
  const rows = await tx.query(
    `insert into identity.organisation_slug as held (slug, org_id) values (?, ?)
     on conflict (slug) do update set org_id = excluded.org_id, until = null, leads = true where held.until <= ? returning slug`,
    [slug, orgId, tx.now],
  );
  return rows.length > 0;
}

/** Free slugs like a wanted one, when that is taken; null when it is free. */
export async function suggestSlugs(tx: Transaction, wanted: string, country: string): Promise<string[] | null> {
  const free = await freeAmong(tx, [wanted, ...similarSlugs(wanted, country)]);
  return free[0] === wanted ? null : free.slice(0, OFFERED);
}

/** Those of some slugs that nobody holds now, in their order. */
export async function freeAmong(tx: Transaction, slugs: readonly string[]): Promise<string[]> {
  const held = await tx.query<{ slug: string }>(
    'select slug from identity.organisation_slug where slug = any(?::text[]) and (until is null or until > ?)',
    [`{${slugs.join(',')}}`, tx.now],
  );
  const names = new Set(held.map((row) => row.slug));
  return slugs.filter((slug) => !names.has(slug));
}
