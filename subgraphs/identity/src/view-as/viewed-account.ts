import { fault } from '@offplan/kernel/graphql/errors';
import { encodeId } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { loadOrganisation, OrganisationCard } from '../organisations/organisation-card.ts';
import { GuestAccess, Viewer, Workspace } from '../organisations/workspace.ts';
import { User } from '../users/user.ts';

/** A person's account is its own, whoever looks with its eyes. */
export function refuseInView(context: RequestContext): void {
  if (context.passport.viewedBy) throw fault('FORBIDDEN', 'This account is not yours. Leave the view to see your own.');
}

/** The viewer of a view as a guest: the guest Organisation itself, as none of its people. */
export function viewedGuest({ passport }: RequestContext): Viewer {
  const { user } = passport;
  const nobody = Object.assign(new User(), { id: user!.id, name: user!.name, locale: 'en' as const, email: '' });
  return Object.assign(new Viewer(), { user: nobody });
}

/** Where a view leads: into the one workspace. The viewed person's others are nobody's business here. */
export async function viewedWorkspaces(context: RequestContext): Promise<Workspace[]> {
  const { role, guest } = context.passport;
  const organisation = await loadOrganisation(context, context.orgId);
  if (!organisation || !role) return [];
  const access = guest ? await guestAccess(context, guest) : null;
  return [Object.assign(new Workspace(), { organisation, role, guest: access, lastOpenedAt: null })];
}

async function guestAccess(
  context: RequestContext,
  { organisationId, role, grants }: NonNullable<RequestContext['passport']['guest']>,
): Promise<GuestAccess> {
  // Read with the rights of the host, whose guest it is: nobody of the guest asks here.
  const [card] = (await context.db
    .reader({ orgId: context.orgId })
    .execute('select name, slug from identity.organisation where id = ?', [organisationId])) as {
    name: string;
    slug: string;
  }[];
  return Object.assign(new GuestAccess(), {
    organisation: Object.assign(new OrganisationCard(), { id: encodeId('org', organisationId), ...card }),
    role,
    capabilities: [...new Set(grants.flatMap((grant) => grant.capabilities))],
    projectIds: grants.map((grant) => encodeId('project', grant.projectId)),
  });
}
