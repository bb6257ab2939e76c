import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { sendMail } from '../mails/identity-mails.ts';
import { optionsOf } from '../options.ts';
import { Organisation } from '../organisations/organisation.ts';
import { localeOf } from '../users/locale-of.ts';
import type { GuestGrant } from './guest-grant.ts';
import { projectName } from './project-names.ts';

/** Mails the link of an offer to a guest Organisation: the only way in which its token leaves. */
export async function mailGuestInvitation(
  context: RequestContext,
  tx: Transaction,
  grant: GuestGrant,
  token: string,
): Promise<void> {
  const { orgId, email, capabilities, expiresAt } = grant;
  const organisation = await tx.em.findOneOrFail(Organisation, { id: orgId });
  await sendMail(tx, 'guest_invitation', {
    to: email,
    locale: (await localeOf(tx, email)) ?? organisation.locale,
    orgId,
    about: grant.id,
    isRecipientPrivate: grant.invitedOrgId !== null,
    values: {
      inviterName: context.person.name,
      organisationName: organisation.name,
      projectName: (await projectName(tx.em, orgId, grant.projectId))!,
      capabilities,
      email,
      expiresAt,
      link: `${optionsOf(context).appUrl}/invitation/${token}`,
    },
  });
}
