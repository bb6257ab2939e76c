import { Shareable, Tagged } from '@offplan/kernel/graphql/directives';
import { Field, ObjectType } from 'type-graphql';
import { UnitStatus } from './unit-status.ts';

@Shareable()
@Tagged('integrator')
@ObjectType({ description: 'Whether the viewer may do a thing, as the mutation would decide it (SCH-11).' })
export class Ability {
  @Field(() => Boolean, { description: 'Whether the mutation would not answer NotPermitted.' })
  isAllowed!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'Why not: ROLE, OWN_ONLY, WITH_GUEST, PLAN_ENDED, BEYOND_PLAN or PLAN_PENDING.',
  })
  reason!: string | null;

  static of(reason: string | null): Ability {
    return Object.assign(new Ability(), { isAllowed: reason === null, reason });
  }
}

@Tagged('integrator')
@ObjectType({ description: 'Whether the viewer may bring a unit into a status.' })
export class FlipAbility {
  @Field(() => UnitStatus, { description: 'The status.' })
  status!: UnitStatus;

  @Field(() => Boolean, { description: 'Whether flipUnit would not answer NotPermitted.' })
  isAllowed!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'Why not: ROLE, OWN_ONLY, PLAN_ENDED, BEYOND_PLAN or PLAN_PENDING.',
  })
  reason!: string | null;
}

@Tagged('integrator')
@ObjectType({ description: 'What the viewer may do with a unit.' })
export class UnitAbilities {
  @Field(() => [FlipAbility], { description: 'The statuses other than its own.' })
  flipTo!: FlipAbility[];

  @Field(() => Ability, { description: 'Assign it to a guest Organisation.' })
  assign!: Ability;

  @Field(() => Ability, { description: 'Assign it to an agent of the own team.' })
  assignToAgent!: Ability;

  @Field(() => Ability, { description: 'Put it on sale, or hold it back.' })
  release!: Ability;

  @Field(() => Ability, { description: 'Change its price.' })
  reprice!: Ability;
}

@Tagged('integrator')
@ObjectType({ description: 'What the viewer may do in a project.' })
export class ProjectAbilities {
  @Field(() => Ability, { description: 'Import unit lists.' })
  importUnits!: Ability;

  @Field(() => Ability, { description: 'Assign units to guests.' })
  assign!: Ability;

  @Field(() => Ability, {
    description: 'Assign units to agents of the own team: for a guest those that it was assigned.',
  })
  assignToAgents!: Ability;

  @Field(() => Ability, { description: 'Hand buyers over to another agent of the own team.' })
  handOverBuyers!: Ability;

  @Field(() => Ability, { description: 'Switch between Closed and Open allocation.' })
  changeMode!: Ability;

  @Field(() => Ability, { description: 'Invite guest Organisations.' })
  inviteGuests!: Ability;

  @Field(() => Ability, { description: 'Read the audit log.' })
  seeAudit!: Ability;
}
