import { DateTime } from '@offplan/kernel/graphql/scalars';
import { ACTIONS, type Decision, decide, type Standing, WHILE_PAUSED } from '@offplan/kernel/permissions/matrix';
import type { GuestCapability, Role } from '@offplan/kernel/permissions/roles';
import { Field, ID, ObjectType } from 'type-graphql';
import { DecisionType, GuestCapabilityType, RoleType } from '../members/role.ts';
import { User } from '../users/user.ts';
import { Organisation } from './organisation.ts';
import { OrganisationCard } from './organisation-card.ts';

@ObjectType({
  description: 'A row of the permission matrix for the viewer (ID-31), so that apps hide what is refused and say why.',
})
export class Permission {
  @Field(() => String, { description: 'The row, such as `import_units`.' })
  action!: string;

  @Field(() => DecisionType, { description: 'The cell.' })
  decision!: Decision;

  /** All rows for a member of a workspace that is paused: hardly any is left (ID-26); for a guest none. */
  static listPaused(role: Role | null): Permission[] {
    return ACTIONS.map((action) =>
      Object.assign(new Permission(), {
        action,
        decision: role && WHILE_PAUSED.has(action) ? decide({ role }, action) : 'no',
      }),
    );
  }

  /** All rows for a standing. */
  static listFor(standing: Standing): Permission[] {
    return ACTIONS.map((action) => Object.assign(new Permission(), { action, decision: decide(standing, action) }));
  }
}

@ObjectType({ description: 'How a guest is here.' })
export class GuestAccess {
  @Field(() => OrganisationCard, { description: 'The Organisation for which the viewer acts.' })
  organisation!: OrganisationCard;

  @Field(() => RoleType, {
    description:
      'The viewer’s role in that Organisation: its managers distribute its units and see its people’s buyers (ID-55).',
  })
  role!: Role;

  @Field(() => [GuestCapabilityType], { description: 'What it may do in any of the projects.' })
  capabilities!: GuestCapability[];

  @Field(() => [ID], { description: 'The projects that it was let into.' })
  projectIds!: string[];
}

@ObjectType({ description: 'An Organisation as the viewer enters it: as a member or as a guest (ID-23, ID-56).' })
export class Workspace {
  @Field(() => Organisation, { description: 'The Organisation; for a guest the host.' })
  organisation!: Organisation;

  @Field(() => RoleType, { description: 'The viewer’s role; EXTERNAL_SALES_AGENT for a guest.' })
  role!: Role;

  @Field(() => GuestAccess, { nullable: true, description: 'Set when the viewer is here as a guest.' })
  guest!: GuestAccess | null;

  @Field(() => DateTime, { nullable: true, description: 'When the viewer was here last.' })
  lastOpenedAt!: Date | null;

  @Field(() => [Permission], { description: 'What the viewer may do here; for a guest in all its projects together.' })
  get permissions(): Permission[] {
    if (this.organisation.status !== 'active') return Permission.listPaused(this.guest ? null : this.role);
    return Permission.listFor(
      this.guest ? { capabilities: this.guest.capabilities, guestRole: this.guest.role } : { role: this.role },
    );
  }
}

@ObjectType({ description: 'The signed-in person.' })
export class Viewer {
  @Field(() => User, { description: 'The person.' })
  user!: User;
}
