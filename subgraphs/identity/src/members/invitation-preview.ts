import { DateTime, EmailAddress } from '@offplan/kernel/graphql/scalars';
import type { GuestCapability, Role } from '@offplan/kernel/permissions/roles';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { type GuestGrant, GuestGrantStatus, grantStatusAt } from '../guests/guest-grant.ts';
import { projectName } from '../guests/project-names.ts';
import { Organisation } from '../organisations/organisation.ts';
import { BELONGS_SOMEWHERE } from '../sign-up/enrol-person.ts';
import { User } from '../users/user.ts';
import { findInvitation } from './find-invitation.ts';
import { InvitationStatus, statusAt } from './invitation.ts';
import { GuestCapabilityType, RoleType } from './role.ts';

export enum InvitationKind {
  MEMBER = 'member',
  GUEST = 'guest',
}
registerEnumType(InvitationKind, {
  name: 'InvitationKind',
  description: 'To what an invitation invites.',
  valuesConfig: {
    MEMBER: { description: 'Into a team.' },
    GUEST: { description: 'As a guest Organisation into a project.' },
  },
});

@ObjectType({ description: 'What an invitation link opens, for whoever holds the link.' })
export class InvitationPreview {
  @Field(() => InvitationKind, { description: 'Into a team or as a guest.' })
  kind!: InvitationKind;

  @Field(() => String, { description: 'Who invites.' })
  organisationName!: string;

  @Field(() => String, { nullable: true, description: 'The person who made the invitation.' })
  invitedByName!: string | null;

  @Field(() => EmailAddress, { description: 'Who is invited.' })
  email!: string;

  @Field(() => RoleType, { nullable: true, description: 'The role in the team; null for a guest’s.' })
  role!: Role | null;

  @Field(() => String, { nullable: true, description: 'The project, of a guest’s.' })
  projectName!: string | null;

  @Field(() => [GuestCapabilityType], { description: 'What the guest may do there; empty for a team’s.' })
  capabilities!: GuestCapability[];

  @Field(() => InvitationStatus, { description: 'Whether it can be accepted.' })
  status!: InvitationStatus;

  @Field(() => DateTime, { description: 'Until when it can be accepted.' })
  expiresAt!: Date;

  @Field(() => Boolean, { description: 'Whether an account has this e-mail: sign in, or sign up.' })
  hasAccount!: boolean;
}

/** What a token opens, or null for one that opens nothing. Reading it changes nothing: mail scanners open links (ID-3). */
export async function previewInvitation(context: RequestContext, token: string): Promise<InvitationPreview | null> {
  const found = await findInvitation(context, token);
  if (!found) return null;
  const { orgId, email, invitedBy, expiresAt } = found.kind === 'member' ? found.invitation : found.grant;
  // The token is the right to know who invites: the Organisation is read in its own scope.
  const em = context.db.reader({ orgId });
  const [organisation, inviter, isKnown] = await Promise.all([
    em.findOneOrFail(Organisation, { id: orgId }),
    em.findOne(User, { id: invitedBy }),
    hasAccount(context, email),
  ]);
  const now = context.clock.now();
  return Object.assign(new InvitationPreview(), {
    organisationName: organisation.name,
    invitedByName: inviter?.name ?? null,
    email,
    expiresAt,
    hasAccount: isKnown,
    ...(found.kind === 'member'
      ? {
          kind: InvitationKind.MEMBER,
          role: found.invitation.role,
          projectName: null,
          capabilities: [],
          status: statusAt(found.invitation, now),
        }
      : {
          kind: InvitationKind.GUEST,
          role: null,
          projectName: await projectName(em, orgId, found.grant.projectId),
          capabilities: found.grant.capabilities,
          status: asInvitation(found.grant, now),
        }),
  });
}

function asInvitation(grant: GuestGrant, now: Date): InvitationStatus {
  const status = grantStatusAt(grant, now);
  if (status === GuestGrantStatus.ACTIVE) return InvitationStatus.ACCEPTED;
  if (status === GuestGrantStatus.WITHDRAWN) return InvitationStatus.REVOKED;
  return status === GuestGrantStatus.EXPIRED ? InvitationStatus.EXPIRED : InvitationStatus.PENDING;
}

/** Whether the person of an e-mail signs in to accept. Whoever belongs nowhere signs up again, and is the same User as before (ID-14). */
async function hasAccount(context: RequestContext, email: string): Promise<boolean> {
  const [user] = (await context.db.reader({}).execute('select id from identity."user" where email = ?', [email])) as {
    id: string;
  }[];
  if (!user) return false;
  const memberships = (await context.db.reader({ userId: user.id }).execute(BELONGS_SOMEWHERE, [user.id])) as object[];
  return memberships.length > 0;
}
