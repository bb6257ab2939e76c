import { NotPermitted, ValidationFailed } from '@offplan/kernel/graphql/user-errors';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { actingPerson } from '../acting-person.ts';
import { sendMail } from '../mails/identity-mails.ts';
import { lockTeam } from '../members/lock-team.ts';
import { optionsOf } from '../options.ts';
import { endOwnershipOffer } from '../ownership/end-ownership-offer.ts';
import { requireFreshProof } from '../sessions/fresh-proof.ts';
import { User } from '../users/user.ts';
import { changeStatus } from './change-status.ts';
import { Organisation } from './organisation.ts';
import { type CloseOrganisationOutcome, CloseOrganisationSuccess } from './organisation-results.ts';

/** Between closing and deleting (ID-27). */
const DELETE_MILLISECONDS = 90 * 86_400_000;

/**
 * Closes the workspace (ID-27): by the Owner, who types its slug again. Its pages are gone and its people out at once, the plan is
 * billing’s to cancel when it hears of it, and after 90 days it is deleted, unless the Owner brings it back.
 */
export async function closeOrganisation(context: RequestContext, typed: string): Promise<CloseOrganisationOutcome> {
  if (!context.may('close_organisation')) return new NotPermitted();
  const proof = await requireFreshProof(context);
  if (proof) return proof;
  const { orgId } = context;
  return context.transaction(async (tx) => {
    if ((await lockTeam(context, tx)) !== 'owner') return new NotPermitted();
    const organisation = await tx.em.findOneOrFail(Organisation, { id: orgId });
    if (organisation.status === 'deleting') return Object.assign(new CloseOrganisationSuccess(), { organisation });
    if (typed.trim().toLowerCase() !== organisation.slug)
      return new ValidationFailed([
        { path: ['slug'], code: 'DIFFERENT', message: `Type ${organisation.slug} to close this workspace.` },
      ]);
    const deletesAt = new Date(tx.now.getTime() + DELETE_MILLISECONDS);
    organisation.deletesAt = deletesAt;
    organisation.statusBeforeClosing = organisation.status;
    await tx.query('update identity.organisation_slug set deletes_at = ? where slug = ?', [
      deletesAt,
      organisation.slug,
    ]);
    await endOwnershipOffer(tx, orgId, actingPerson(context));
    await changeStatus(tx, organisation, 'deleting', { ...actingPerson(context), reason: 'closed_by_owner' });
    const { email, locale } = await tx.em.findOneOrFail(User, { id: context.person.id });
    await sendMail(tx, 'organisation_closed', {
      to: email,
      locale,
      orgId,
      values: {
        organisationName: organisation.name,
        deletedOn: deletesAt,
        link: `${optionsOf(context).appUrl}/w/${organisation.slug}`,
      },
    });
    return Object.assign(new CloseOrganisationSuccess(), { organisation });
  });
}
