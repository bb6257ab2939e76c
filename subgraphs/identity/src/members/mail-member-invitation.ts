import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { sendMail } from '../mails/identity-mails.ts';
import { optionsOf } from '../options.ts';
import { Organisation } from '../organisations/organisation.ts';
import { localeOf } from '../users/locale-of.ts';
import type { Invitation } from './invitation.ts';

/** Mails the link of an invitation into the team: the only way in which its token leaves. */
export async function mailMemberInvitation(
  context: RequestContext,
  tx: Transaction,
  invitation: Invitation,
  token: string,
): Promise<void> {
  const { orgId, email, role, expiresAt } = invitation;
  const organisation = await tx.em.findOneOrFail(Organisation, { id: orgId });
  await sendMail(tx, 'member_invitation', {
    to: email,
    locale: (await localeOf(tx, email)) ?? organisation.locale,
    orgId,
    about: invitation.id,
    values: {
      inviterName: context.person.name,
      organisationName: organisation.name,
      role,
      email,
      expiresAt,
      link: `${optionsOf(context).appUrl}/invitation/${token}`,
    },
  });
}
