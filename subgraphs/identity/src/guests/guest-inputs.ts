import { EmailAddress } from '@offplan/kernel/graphql/scalars';
import type { GuestCapability } from '@offplan/kernel/permissions/roles';
import { Field, ID, InputType } from 'type-graphql';
import { GuestCapabilityType } from '../members/role.ts';

@InputType({ description: 'Whom to let into a project, and for what.' })
export class InviteGuestInput {
  @Field(() => ID, { description: 'The project.' })
  projectId!: string;

  @Field(() => EmailAddress, {
    nullable: true,
    description: 'The e-mail of the guest Organisation’s Owner; only that account can accept. This or `slug`.',
  })
  email?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The slug of the guest Organisation; its Owner and Admins can accept. This or `email`.',
  })
  slug?: string | null;

  @Field(() => [GuestCapabilityType], { description: 'At least one.' })
  capabilities!: GuestCapability[];
}

@InputType({ description: 'The offer to mail anew.' })
export class ResendGuestInvitationInput {
  @Field(() => ID, { description: 'The grant.' })
  grantId!: string;
}

@InputType({ description: 'What a guest may do from now on.' })
export class ChangeGuestCapabilitiesInput {
  @Field(() => ID, { description: 'The grant.' })
  grantId!: string;

  @Field(() => [GuestCapabilityType], { description: 'At least one.' })
  capabilities!: GuestCapability[];
}

@InputType({ description: 'The guest grant to end.' })
export class WithdrawGuestInput {
  @Field(() => ID, { description: 'The grant.' })
  grantId!: string;
}

@InputType({ description: 'The guest Organisations that stay when the plan does not hold all: the whole list.' })
export class KeepGuestsInput {
  @Field(() => [ID], {
    description: 'Ids of Organisations. Whatever place is left goes to those that were let in first.',
  })
  organisationIds!: string[];
}
