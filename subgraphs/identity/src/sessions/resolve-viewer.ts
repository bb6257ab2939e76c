import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { OrganisationStatus, Passport } from '@offplan/kernel/passport/passport';
import type { GuestCapability, Role } from '@offplan/kernel/permissions/roles';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { seeAs } from '../view-as/see-as.ts';
import { findLiveSession } from './live-session.ts';
import { withPlan } from './plan-in-passport.ts';
import type { ResolveViewerInput } from './session-inputs.ts';

/** The last use of a session or workspace is written down at most so often. */
const TOUCH_MILLISECONDS = 60_000;
/** The last activity of an Organisation at most so often: it decides after months (ID-20). */
const ACTIVITY_MILLISECONDS = 3_600_000;

interface MembershipRow {
  org_id: string;
  role: Role;
  slug: string;
  name: string;
  status: OrganisationStatus;
  visited_at: Date | null;
}

interface GrantRow {
  org_id: string;
  slug: string;
  name: string;
  guest_org_id: string;
  guest_name: string;
  guest_role: Role;
  status: OrganisationStatus;
  project_id: string;
  capabilities: GuestCapability[];
  visited_at: Date | null;
}

/**
 * Who a session belongs to, and what it is in the workspace that a request names (GW-20, ID-32): a member by its membership, a guest by
 * its grants, and nobody in any other. A former name stands for the Organisation as long as it leads to the new one, for those who belong
 * there; the passport tells them the name of today (ID-25). Null when the session has ended or expired. It runs on every request: one transaction.
 * Looking again at a connection that stays open is no use of the session: an open board must not keep it alive for ever (ID-4).
 */
export async function resolveViewer(
  context: RequestContext,
  { sessionToken, workspace = null, view = null, isUse }: ResolveViewerInput,
): Promise<Passport | null> {
  return context.db.transaction({ requestId: context.facts.requestId }, async (tx) => {
    const session = await findLiveSession(context, tx, sessionToken);
    if (!session) return null;
    await tx.identify(session.user_id);
    if (isUse && isOlder(session.last_used_at, tx.now))
      await tx.query('update identity.session set last_used_at = ? where id = ?', [tx.now, session.id]);
    const memberships = await tx.query<MembershipRow>(
      `select m.org_id, m.role, o.slug, o.name, o.status, v.visited_at from identity.membership m
       join identity.organisation o on o.id = m.org_id
       left join identity.workspace_visit v on v.org_id = m.org_id and v.user_id = m.user_id
       where m.user_id = ? and m.status = 'active' and o.status <> 'deleted' order by m.joined_at, m.id`,
      [session.user_id],
    );
    const passport: Passport = {
      kind: 'user',
      sessionId: session.id,
      user: { id: session.user_id, name: session.name, organisationIds: memberships.map((row) => row.org_id) },
    };
    if (!workspace) return passport;
    const orgId = memberships.find((row) => row.slug === workspace)?.org_id ?? (await holderOf(tx, workspace));
    const membership = memberships.find((row) => row.org_id === orgId);
    if (membership) {
      await visit(tx, membership, session.user_id);
      const organisation = organisationOf(membership);
      const own: Passport =
        membership.status === 'active'
          ? { ...passport, organisation, role: membership.role }
          : { ...passport, organisation, pausedRole: membership.role };
      return withPlan(tx, view === null ? own : await seeAs(tx, own, view));
    }
    // Guests have no views: a request that names one gets nothing rather than more than it asks for.
    if (view !== null || !orgId) return passport;
    const grants = await findGrants(tx, session.user_id, orgId);
    const [first] = grants;
    if (!first) return passport;
    await visit(tx, first, session.user_id, first.guest_org_id);
    const isActive = first.status === 'active';
    return withPlan(tx, {
      ...passport,
      organisation: organisationOf(first),
      ...(isActive ? { role: 'external_sales_agent' as const } : {}),
      guest: {
        organisationId: first.guest_org_id,
        organisationName: first.guest_name,
        role: first.guest_role,
        // Of a person who belongs to several guests of one host, the one that was let in first.
        // In a workspace that is paused a guest has nothing left but the banner that says so (ID-57).
        grants: (isActive ? grants : [])
          .filter((grant) => grant.guest_org_id === first.guest_org_id)
          .map(({ project_id, capabilities }) => ({ projectId: project_id, capabilities })),
      },
    });
  });
}

/** Whose a workspace's name is: a present one, or a former one as long as it leads to the new one (ID-25). It grants nothing by itself. */
async function holderOf(tx: Transaction, slug: string): Promise<string | undefined> {
  const [held] = await tx.query<{ org_id: string }>(
    'select org_id from identity.organisation_slug where slug = ? and (until is null or (leads and until > ?))',
    [slug, tx.now],
  );
  return held?.org_id;
}

function findGrants(tx: Transaction, userId: string, hostId: string): Promise<GrantRow[]> {
  return tx.query<GrantRow>(
    `select g.org_id, o.slug, o.name, g.guest_org_id, guest.name as guest_name, m.role as guest_role, o.status, g.project_id, g.capabilities, v.visited_at
     from identity.guest_grant g
     join identity.organisation o on o.id = g.org_id
     join identity.organisation guest on guest.id = g.guest_org_id
     join identity.membership m on m.org_id = g.guest_org_id and m.user_id = ? and m.status = 'active'
     left join identity.workspace_visit v on v.org_id = g.org_id and v.user_id = ?
     where g.org_id = ? and g.status = 'active' and guest.status = 'active' and o.status in ('active', 'suspended')
     order by g.created_at, g.id`,
    [userId, userId, hostId],
  );
}

async function visit(
  tx: Transaction,
  { org_id, visited_at }: { org_id: string; visited_at: Date | null },
  userId: string,
  guestOrgId?: string,
): Promise<void> {
  if (visited_at !== null && !isOlder(visited_at, tx.now)) return;
  await tx.within(org_id, async () => {
    await tx.query(
      `insert into identity.workspace_visit (org_id, user_id, visited_at) values (?, ?, ?)
       on conflict (org_id, user_id) do update set visited_at = excluded.visited_at`,
      [org_id, userId, tx.now],
    );
  });
  // Acting as a guest is activity of both (GRO-5).
  for (const id of guestOrgId ? [org_id, guestOrgId] : [org_id])
    await tx.within(id, () =>
      // A visit waits for nobody: whoever holds the row just now is activity as well.
      tx.query(
        `update identity.organisation set last_activity_at = ? where id =
           (select id from identity.organisation where id = ? and last_activity_at < ? for update skip locked)`,
        [tx.now, id, new Date(tx.now.getTime() - ACTIVITY_MILLISECONDS)],
      ),
    );
}

function organisationOf(row: {
  org_id: string;
  name: string;
  slug: string;
  status: OrganisationStatus;
}): NonNullable<Passport['organisation']> {
  return { id: row.org_id, name: row.name, slug: row.slug, status: row.status };
}

function isOlder(moment: Date, now: Date): boolean {
  return now.getTime() - new Date(moment).getTime() > TOUCH_MILLISECONDS;
}
