import { EmailAddress } from '@offplan/kernel/graphql/scalars';
import type { Role } from '@offplan/kernel/permissions/roles';
import { Field, ID, InputType } from 'type-graphql';
import { RoleType } from './role.ts';

@InputType({ description: 'Whom to invite into the team.' })
export class InviteMemberInput {
  @Field(() => EmailAddress, { description: 'Who; only the account with this e-mail can accept.' })
  email!: string;

  @Field(() => RoleType, { description: 'As what; not above the viewer’s own role.' })
  role!: Role;
}

@InputType({ description: 'The invitation to take back.' })
export class RevokeInvitationInput {
  @Field(() => ID, { description: 'Its id.' })
  invitationId!: string;
}

@InputType({ description: 'The invitation to mail anew.' })
export class ResendInvitationInput {
  @Field(() => ID, { description: 'Its id.' })
  invitationId!: string;
}

@InputType({ description: 'The invitation to accept.' })
export class AcceptInvitationInput {
  @Field(() => String, { description: 'The token of its link.' })
  token!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'For a guest’s: slug of the Organisation that becomes the guest; may be left out by whoever has only one.',
  })
  organisationSlug?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'For a guest’s, of whoever owns and administers no Organisation: the name of the Free Guest one that is made and becomes the guest.',
  })
  newOrganisationName?: string | null;
}

@InputType({ description: 'A member’s new role.' })
export class ChangeMemberRoleInput {
  @Field(() => ID, { description: 'The member.' })
  memberId!: string;

  @Field(() => RoleType, { description: 'The role from now on; not above the viewer’s own.' })
  role!: Role;
}

@InputType({ description: 'To whom a member’s units go when it leaves.' })
export class SetMemberManagerInput {
  @Field(() => ID, { description: 'The member.' })
  memberId!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'Another member: Sales Manager, Admin or Owner; null for nobody in particular.',
  })
  managerId?: string | null;
}

@InputType({ description: 'The member whose membership ends.' })
export class DeactivateMemberInput {
  @Field(() => ID, { description: 'The member.' })
  memberId!: string;
}

@InputType({ description: 'The members whose seats stay when the plan has too few: the whole list.' })
export class KeepMembersInput {
  @Field(() => [ID], { description: 'Their ids; the Owner has a seat anyway. What is left goes to the longest there.' })
  memberIds!: string[];
}
