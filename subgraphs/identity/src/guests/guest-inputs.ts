import { EmailAddress } from '@offplan/kernel/graphql/scalars';
import type { GuestCapability } from '@offplan/kernel/permissions/roles';
import { Field, ID, InputType } from 'type-graphql';
import { GuestCapabilityType } from '../members/role.ts';

@InputType({ description: 'Whom to let into a project, and for what.' })
export class InviteGuestInput {
  @Field(() => ID, { description: 'The project.' })
  projectId!: string;

  @Field(() => EmailAddress, {
    description: 'The e-mail of the guest Organisation’s Owner; only that account can accept.',
  })
  email!: string;

  @Field(() => [GuestCapabilityType], { description: 'At least one.' })
  capabilities!: GuestCapability[];
}

@InputType({ description: 'The guest grant to end.' })
export class WithdrawGuestInput {
  @Field(() => ID, { description: 'The grant.' })
  grantId!: string;
}
