import { NotPermitted } from '@offplan/kernel/graphql/user-errors';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { actingPerson } from '../acting-person.ts';
import { lockTeam } from '../members/lock-team.ts';
import { optionsOf } from '../options.ts';
import { changeStatus } from './change-status.ts';
import { Organisation } from './organisation.ts';
import { NotReopenable, type ReopenOrganisationOutcome, ReopenOrganisationSuccess } from './organisation-results.ts';

/**
 * Brings back a workspace that its Owner has closed, before it is deleted (ID-27), as what it was: one that was suspended or archived
 * still is, and comes back by paying or by an Operator (BIL-29).
 */
export async function reopenOrganisation(context: RequestContext): Promise<ReopenOrganisationOutcome> {
  if (!context.may('close_organisation')) return new NotPermitted();
  return context.transaction(async (tx) => {
    if ((await lockTeam(context, tx)) !== 'owner') return new NotPermitted();
    const organisation = await tx.em.findOneOrFail(Organisation, { id: context.orgId });
    if (organisation.status === 'active') return Object.assign(new ReopenOrganisationSuccess(), { organisation });
    if (organisation.status !== 'deleting' || organisation.deletesAt === null || organisation.deletesAt <= tx.now)
      return new NotReopenable(optionsOf(context).supportEmail);
    const former = organisation.statusBeforeClosing ?? 'active';
    organisation.deletesAt = null;
    organisation.statusBeforeClosing = null;
    await tx.query('update identity.organisation_slug set deletes_at = null where slug = ?', [organisation.slug]);
    await changeStatus(tx, organisation, former, { ...actingPerson(context), reason: 'reopened_by_owner' });
    return Object.assign(new ReopenOrganisationSuccess(), { organisation });
  });
}
