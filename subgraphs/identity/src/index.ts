import { entitlementConsumer } from '@offplan/kernel/entitlements/entitlement-consumer';
import { personalErasure } from '@offplan/kernel/events/erase-personal';
import type { SubgraphTypes } from '@offplan/kernel/graphql/build-subgraph';
import { decodeId } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import type { SubgraphDefinition } from '@offplan/kernel/subgraph/subgraph';
import { auditConsumer } from './audit/append-entries.ts';
import { AuditEntryResolver, AuditLogResolver } from './audit/audit-resolver.ts';
import { AuditExportResolver } from './audit/export/export-resolver.ts';
import { sealAuditHeads } from './audit/seal-audit-heads.ts';
import { GuestGrant } from './guests/guest-grant.ts';
import { GuestResolver } from './guests/guest-resolver.ts';
import { projectNames } from './guests/project-names.ts';
import { identityMails } from './mails/identity-mail-sending.ts';
import { mailErasure } from './mails/mail-erasure.ts';
import { writeLetters } from './mails/write-letters.ts';
import { Invitation } from './members/invitation.ts';
import { Member } from './members/member.ts';
import { InvitationResolver, MemberResolver } from './members/member-resolver.ts';
import { people } from './migrations/20261121-1-people.ts';
import { audit } from './migrations/20261121-2-audit.ts';
import { organisationLife } from './migrations/20261121-3-organisation-life.ts';
import { mail } from './migrations/20261121-10-mail.ts';
import { access } from './migrations/20261121-20-access.ts';
import { viewAs } from './migrations/20261121-40-view-as.ts';
import { erasure } from './migrations/20261121-41-erasure.ts';
import { forgetDomainAges } from './migrations/20261121-60-forget-domain-ages.ts';
import { closedAndPrivate } from './migrations/20261121-70-closed-and-private.ts';
import { linkingGoogle } from './migrations/20261121-80-linking-google.ts';
import { oneTrial } from './migrations/20261121-81-one-trial.ts';
import { requestLimits } from './migrations/20261121-82-request-limits.ts';
import { sessionOfALink } from './migrations/20261121-90-session-of-a-link.ts';
import { trialOfAnEmail } from './migrations/20261121-91-trial-of-an-email.ts';
import { planFares } from './migrations/20261121-100-plan-fares.ts';
import { wantedLetters } from './migrations/20261121-112-wanted-letters.ts';
import { whatStays } from './migrations/20261121-130-what-stays.ts';
import { restoreLinks } from './migrations/20261121-143-restore-links.ts';
import { unsubscriptions } from './migrations/20261121-145-unsubscriptions.ts';
import { leastTiers } from './migrations/20261121-250-least-tiers.ts';
import type { IdentityOptions } from './options.ts';
import { deleteClosedOrganisations } from './organisations/delete-closed-organisations.ts';
import { firstPayment } from './organisations/first-payment.ts';
import { Organisation } from './organisations/organisation.ts';
import { loadOrganisation } from './organisations/organisation-card.ts';
import { OrganisationResolver, ViewerResolver, WorkspaceResolver } from './organisations/organisation-resolver.ts';
import { suspension } from './organisations/suspension.ts';
import { OwnershipOffer } from './ownership/ownership-offer.ts';
import { OwnershipOfOrganisationResolver, OwnershipResolver } from './ownership/ownership-resolver.ts';
import { Passkey } from './passkeys/passkey.ts';
import { AccountResolver, SessionListResolver } from './profile/account-resolver.ts';
import { RequestLimitResolver } from './request-limits/request-limit-resolver.ts';
import { restoreByPayment } from './restoration/restore-by-payment.ts';
import { RestoreResolver } from './restoration/restore-offer.ts';
import { AccessResolver } from './sessions/access-resolver.ts';
import { forgetExpired } from './sessions/forget-expired.ts';
import { Session } from './sessions/session.ts';
import { SessionResolver } from './sessions/session-resolver.ts';
import { SignUpResolver } from './sign-up/sign-up-resolver.ts';
import { UnsubscribeResolver } from './unsubscribing/unsubscribe.ts';
import { User } from './users/user.ts';
import { UserResolver } from './users/user-resolver.ts';
import { loadVisibleUser } from './users/visible-users.ts';
import { endExpiredView } from './view-as/end-view.ts';
import { ViewResolver } from './view-as/view-resolver.ts';

export { findOrganisation } from './organisations/find-organisation.ts';
export { type OperatorOutcome, sendRestoreLink, unArchive } from './restoration/operate-on-archived.ts';
export type { IdentityOptions };

/** The types of identity, for whoever needs its schema and nothing running. */
export const identitySchema: SubgraphTypes = {
  resolvers: [
    SessionResolver,
    SignUpResolver,
    AccessResolver,
    RequestLimitResolver,
    SessionListResolver,
    AccountResolver,
    ViewerResolver,
    WorkspaceResolver,
    UserResolver,
    OrganisationResolver,
    OwnershipResolver,
    OwnershipOfOrganisationResolver,
    MemberResolver,
    InvitationResolver,
    GuestResolver,
    AuditLogResolver,
    AuditEntryResolver,
    AuditExportResolver,
    ViewResolver,
    RestoreResolver,
    UnsubscribeResolver,
  ],
  references: {
    User: async ({ id }: { id: string }, context: RequestContext) => {
      const uuid = decodeId('user', id);
      return uuid ? loadVisibleUser(context, uuid) : null;
    },
    Organisation: async ({ id }: { id: string }, context: RequestContext) => {
      const uuid = decodeId('org', id);
      return uuid ? loadOrganisation(context, uuid) : null;
    },
  },
};

/** People, sessions, Organisations, members and guests, and the audit log of everything. */
export function createIdentity(options: IdentityOptions): SubgraphDefinition {
  return {
    ...identitySchema,
    name: 'identity',
    entities: [User, Organisation, Member, Invitation, GuestGrant, OwnershipOffer, Session, Passkey],
    migrations: [
      people,
      audit,
      organisationLife,
      mail,
      access,
      viewAs,
      erasure,
      forgetDomainAges,
      closedAndPrivate,
      linkingGoogle,
      oneTrial,
      requestLimits,
      sessionOfALink,
      trialOfAnEmail,
      planFares,
      wantedLetters,
      whatStays,
      restoreLinks,
      unsubscriptions,
      leastTiers,
    ],
    consumers: [
      entitlementConsumer('identity'),
      firstPayment,
      suspension,
      restoreByPayment,
      projectNames,
      auditConsumer,
      personalErasure('identity'),
      mailErasure,
      writeLetters(options),
    ],
    tasks: [sealAuditHeads(options), forgetExpired, deleteClosedOrganisations, endExpiredView],
    mails: identityMails(options),
    options,
  };
}
