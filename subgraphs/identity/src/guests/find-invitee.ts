import type { RequestContext } from '@offplan/kernel/subgraph/request-context';

/** An Organisation that is invited by its slug: who it is, and the e-mail of its Owner, which the host does not learn. */
export interface InvitedOrganisation {
  orgId: string;
  ownerEmail: string;
}

/** The active Organisation of a slug, or null. Read in its own scope, which the host's does not reach. */
export async function findInvitee(context: RequestContext, slug: string): Promise<InvitedOrganisation | null> {
  const [held] = (await context.db
    .reader({})
    .execute('select org_id from identity.organisation_slug where slug = ? and until is null', [slug])) as {
    org_id: string;
  }[];
  if (!held) return null;
  const [owner] = (await context.db.reader({ orgId: held.org_id }).execute(
    `select u.email from identity.organisation o join identity.membership m on m.org_id = o.id and m.role = 'owner' and m.status = 'active'
     join identity."user" u on u.id = m.user_id where o.id = ? and o.status = 'active'`,
    [held.org_id],
  )) as { email: string }[];
  return owner ? { orgId: held.org_id, ownerEmail: owner.email } : null;
}
