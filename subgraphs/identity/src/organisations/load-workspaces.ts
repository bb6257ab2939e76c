import type { EntityManager } from '@mikro-orm/postgresql';
import { encodeId } from '@offplan/kernel/ids';
import type { OrganisationStatus } from '@offplan/kernel/passport/passport';
import type { GuestCapability, Role } from '@offplan/kernel/permissions/roles';
import { Organisation } from './organisation.ts';
import { OrganisationCard } from './organisation-card.ts';
import { GuestAccess, Workspace } from './workspace.ts';

interface WorkspaceRow {
  org_id: string;
  role: Role;
  visited_at: Date | null;
}

interface GrantRow {
  org_id: string;
  guest_org_id: string;
  project_id: string;
  capabilities: GuestCapability[];
  visited_at: Date | null;
}

/**
 * The workspaces of a person, the last opened first: Organisations of which it is a member, and hosts that let one of its Organisations
 * in. `em` must act for the person; without a tenant its policies show exactly these.
 */
export async function loadWorkspaces(em: EntityManager, userId: string): Promise<Workspace[]> {
  const all = await loadAllWorkspaces(em, userId);
  return all.filter(({ organisation }) => SHOWN.has(organisation.status));
}

/** Workspaces that are put away and that the person, their Owner, can bring back; otherwise they are hidden (ID-23). */
export async function loadClosedOrganisations(em: EntityManager, userId: string): Promise<Organisation[]> {
  const all = await loadAllWorkspaces(em, userId);
  return all
    .filter(({ organisation, role, guest }) => !guest && role === 'owner' && !SHOWN.has(organisation.status))
    .map(({ organisation }) => organisation);
}

const SHOWN: ReadonlySet<OrganisationStatus> = new Set(['active', 'suspended']);

async function loadAllWorkspaces(em: EntityManager, userId: string): Promise<Workspace[]> {
  const memberships = (await em.execute(
    `select m.org_id, m.role, v.visited_at from identity.membership m
     left join identity.workspace_visit v on v.org_id = m.org_id and v.user_id = m.user_id
     where m.user_id = ? and m.status = 'active'`,
    [userId],
  )) as WorkspaceRow[];
  const grants = (await em.execute(
    `select g.org_id, g.guest_org_id, g.project_id, g.capabilities, v.visited_at from identity.guest_grant g
     left join identity.workspace_visit v on v.org_id = g.org_id and v.user_id = ?
     where g.status = 'active' and g.guest_org_id in (select org_id from identity.membership where user_id = ? and status = 'active')
     order by g.created_at, g.id`,
    [userId, userId],
  )) as GrantRow[];
  const ids = [...memberships, ...grants].map((row) => row.org_id);
  const organisations = await em.find(Organisation, {
    id: { $in: [...ids, ...grants.map((grant) => grant.guest_org_id)] },
  });
  const byId = new Map(
    organisations.flatMap((organisation) =>
      organisation.status === 'deleted' ? [] : [[organisation.id, organisation] as const],
    ),
  );
  const asMember = memberships
    .filter((row) => byId.has(row.org_id))
    .map((row) =>
      Object.assign(new Workspace(), {
        organisation: byId.get(row.org_id)!,
        role: row.role,
        guest: null,
        lastOpenedAt: toDate(row.visited_at),
      }),
    );
  const own = new Set(memberships.map((row) => row.org_id));
  const roles = new Map(memberships.map((row) => [row.org_id, row.role]));
  const asGuest = [
    ...groupByHost(
      grants.filter(
        (grant) =>
          !own.has(grant.org_id) && byId.has(grant.org_id) && byId.get(grant.guest_org_id)?.status === 'active',
      ),
    ),
  ].map(([hostId, inHost]) =>
    Object.assign(new Workspace(), {
      organisation: byId.get(hostId)!,
      role: 'external_sales_agent' as const,
      guest: toGuestAccess(byId.get(inHost[0]!.guest_org_id)!, roles.get(inHost[0]!.guest_org_id)!, inHost),
      lastOpenedAt: toDate(inHost[0]!.visited_at),
    }),
  );
  const time = (workspace: Workspace) => workspace.lastOpenedAt?.getTime() ?? 0;
  return [...asMember, ...asGuest].sort(
    (a, b) => time(b) - time(a) || a.organisation.name.localeCompare(b.organisation.name),
  );
}

/** A person may belong to several guests of one host; it enters for the one that was let in first. */
function groupByHost(grants: readonly GrantRow[]): Map<string, GrantRow[]> {
  const hosts = new Map<string, GrantRow[]>();
  for (const grant of grants) {
    const known = hosts.get(grant.org_id);
    if (!known) hosts.set(grant.org_id, [grant]);
    else if (known[0]!.guest_org_id === grant.guest_org_id) known.push(grant);
  }
  return hosts;
}

function toGuestAccess(guest: Organisation, role: Role, grants: readonly GrantRow[]): GuestAccess {
  return Object.assign(new GuestAccess(), {
    organisation: OrganisationCard.of(guest),
    role,
    capabilities: [...new Set(grants.flatMap((grant) => grant.capabilities))],
    projectIds: grants.map((grant) => encodeId('project', grant.project_id)),
  });
}

function toDate(value: Date | string | null): Date | null {
  return value === null ? null : new Date(value);
}
