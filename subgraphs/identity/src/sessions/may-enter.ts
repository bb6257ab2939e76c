import type { RequestContext } from '@offplan/kernel/subgraph/request-context';

/** Belongs to nobody: asked about where there is no account, so that this takes as long as with one. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

/**
 * Whether a person has anywhere to go: in the workspace that it wants to sign in to, as a member or as a guest, or where it names none in
 * any (ID-5, ID-14, ID-45).
 */
export async function mayEnter(context: RequestContext, userId: string | null, slug: string | null): Promise<boolean> {
  const reader = context.db.reader({ userId: userId ?? NOBODY });
  const rows = await reader.execute(
    `select from identity.membership m join identity.organisation o on o.id = m.org_id
       where m.user_id = ? and m.status = 'active' and o.slug = coalesce(?, o.slug)
     union all
     select from identity.guest_grant g join identity.organisation o on o.id = g.org_id
       where g.status = 'active' and o.slug = ? limit 1`,
    [userId ?? NOBODY, slug, slug],
  );
  return rows.length > 0;
}
