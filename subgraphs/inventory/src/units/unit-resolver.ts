import { isBeyond } from '@offplan/kernel/entitlements/plan-fit';
import { Access } from '@offplan/kernel/graphql/access';
import { type Connection, connectionTypes, readPage } from '@offplan/kernel/graphql/connection';
import { Tagged } from '@offplan/kernel/graphql/directives';
import { fault } from '@offplan/kernel/graphql/errors';
import { Personal } from '@offplan/kernel/graphql/personal';
import { decodeId, encodeId } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { loadMemberName } from '../agents/team-of-viewer.ts';
import { Buyer } from '../buyers/buyer.ts';
import { OrganisationCard } from '../guests/organisation-card.ts';
import { Building } from '../projects/building.ts';
import { Floor } from '../projects/floor.ts';
import { loadHeldPlan } from '../projects/held-plan.ts';
import { Organisation } from '../projects/organisation.ts';
import { AllocationMode, Project } from '../projects/project.ts';
import { UnitAbilities } from './abilities.ts';
import { FlipUnitInput } from './flip-input.ts';
import { type FlipUnitOutcome, FlipUnitResult, type UndoFlipOutcome, UndoFlipResult } from './flip-results.ts';
import { flipUnit } from './flip-unit.ts';
import { Person, showPerson } from './people.ts';
import { SalesChannel } from './sales-channel.ts';
import { maySeeDeal } from './see-deal.ts';
import { similarUnits } from './similar-units.ts';
import { undoFlip } from './undo-flip.ts';
import { UndoFlipInput } from './undo-input.ts';
import { Unit } from './unit.ts';
import { unitAbilities } from './unit-abilities.ts';
import { UnitAvailability } from './unit-availability.ts';
import { UnitEvent } from './unit-event.ts';
import { unitHistory } from './unit-history.ts';
import { loadBuilding, loadBuyer, loadFloor, loadGuest, loadProject, loadUnit } from './unit-loaders.ts';

const UnitEventConnection = connectionTypes(UnitEvent, 'entries');
const MOST_SIMILAR = 10;

@Resolver(() => Unit)
export class UnitResolver {
  @Tagged('integrator')
  @Access('workspace', 'see_units')
  @Query(() => Unit, {
    nullable: true,
    description: 'A unit that the viewer sees; null for a foreign one as for an unknown one.',
  })
  async unit(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
  ): Promise<Unit | null> {
    const uuid = decodeId('unit', id);
    return uuid ? loadUnit(context, uuid) : null;
  }

  @Tagged('integrator')
  @Access(
    'workspace',
    'flip_available_reserved',
    'flip_available_sold',
    'flip_reserved_available',
    'flip_reserved_sold',
    'flip_sold_back',
  )
  @Mutation(() => FlipUnitResult, {
    description: 'Changes a unit’s status: the first click wins, every other caller learns who it was (INV-32).',
  })
  flipUnit(
    @Ctx() context: RequestContext,
    @Arg('input', () => FlipUnitInput, { description: 'The verification form.' }) input: FlipUnitInput,
  ): Promise<FlipUnitOutcome> {
    return flipUnit(context, input);
  }

  @Tagged('integrator')
  @Access('workspace', 'see_units')
  @Mutation(() => UndoFlipResult, {
    description:
      'Takes the viewer’s own last flip of a unit back, within 60 seconds and if nobody has changed it since (INV-37).',
  })
  undoFlip(
    @Ctx() context: RequestContext,
    @Arg('input', () => UndoFlipInput, { description: 'Which flip.' }) input: UndoFlipInput,
  ): Promise<UndoFlipOutcome> {
    return undoFlip(context, input);
  }

  @FieldResolver(() => UnitAvailability, { description: 'Where the unit stands in its sale.' })
  availability(@Root() unit: Unit): UnitAvailability {
    return UnitAvailability.of(unit);
  }

  @FieldResolver(() => Floor, { description: 'Its floor.' })
  floor(@Root() unit: Unit, @Ctx() context: RequestContext): Promise<Floor | null> {
    return loadFloor(context, unit.floorId);
  }

  @FieldResolver(() => Building, { description: 'Its building.' })
  building(@Root() unit: Unit, @Ctx() context: RequestContext): Promise<Building | null> {
    return loadBuilding(context, unit.buildingId);
  }

  @FieldResolver(() => Project, { description: 'Its project.' })
  project(@Root() unit: Unit, @Ctx() context: RequestContext): Promise<Project | null> {
    return loadProject(context, unit.projectId);
  }

  @FieldResolver(() => Organisation, { nullable: true, description: 'The Organisation that sells it.' })
  organisation(@Root() unit: Unit): Organisation {
    return Organisation.of(unit.orgId);
  }

  @FieldResolver(() => OrganisationCard, {
    nullable: true,
    description:
      'The guest Organisation that it is assigned to; null is the internal pool. A guest sees its own name only.',
  })
  async assignee(@Root() unit: Unit, @Ctx() context: RequestContext): Promise<OrganisationCard | null> {
    if (!unit.assignedOrgId) return null;
    const { guest } = context.passport;
    if (guest && unit.assignedOrgId !== guest.organisationId) return null;
    const known = await loadGuest(context, unit.projectId, unit.assignedOrgId);
    return known ? OrganisationCard.of(known) : null;
  }

  @FieldResolver(() => Person, {
    nullable: true,
    description:
      'The agent who looks after it: of the guest that it is assigned to, or of the host’s team. A guest sees its own people only.',
  })
  async agent(@Root() unit: Unit, @Ctx() context: RequestContext): Promise<Person | null> {
    const { guest } = context.passport;
    if (!unit.assignedUserId || (guest && unit.assignedOrgId !== guest.organisationId)) return null;
    const name = await loadMemberName(context, unit.assignedOrgId ?? unit.orgId, unit.assignedUserId);
    if (!name) return null;
    const known = unit.assignedOrgId ? await loadGuest(context, unit.projectId, unit.assignedOrgId) : null;
    return Object.assign(new Person(), {
      id: encodeId('user', unit.assignedUserId),
      name,
      organisationName: known?.name ?? null,
    });
  }

  @FieldResolver(() => Boolean, {
    description:
      'Whether it is read-only because the plan does not hold its project, or as many units in one: those that came last are (BIL-23).',
  })
  async isBeyondPlan(@Root() unit: Unit, @Ctx() context: RequestContext): Promise<boolean> {
    const plan = await loadHeldPlan(context);
    if (!plan) return false;
    const project = await loadProject(context, unit.projectId);
    return (
      isBeyond(plan, 'unitsPerProject', unit.ordinal) || (project !== null && isBeyond(plan, 'projects', project.place))
    );
  }

  @Personal()
  @FieldResolver(() => UnitAbilities, {
    description: 'What the viewer may do with it, as the mutations would decide (SCH-11).',
  })
  viewerCan(@Root() unit: Unit, @Ctx() context: RequestContext): Promise<UnitAbilities> {
    return unitAbilities(context, unit);
  }

  @Personal()
  @FieldResolver(() => UnitEventConnection, { description: 'Its history, newest first (INV-36).' })
  async history(
    @Root() unit: Unit,
    @Ctx() context: RequestContext,
    @Arg('first', () => Int, { defaultValue: 20, description: 'At most 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the last one seen.' }) after: string | null,
  ): Promise<Connection<UnitEvent>> {
    return unitHistory(context, unit, await modeOf(context, unit), readPage(first, after, ['number']));
  }

  @FieldResolver(() => [Unit], { description: 'The next best units like it, still available.' })
  similar(
    @Root() unit: Unit,
    @Ctx() context: RequestContext,
    @Arg('first', () => Int, { defaultValue: 3, description: `At most ${MOST_SIMILAR}.` }) first: number,
  ): Promise<Unit[]> {
    if (first < 1 || first > MOST_SIMILAR) throw fault('BAD_USER_INPUT', `first: ask for 1 to ${MOST_SIMILAR}`);
    return similarUnits(context, unit, first);
  }
}

@Resolver(() => UnitAvailability)
export class UnitAvailabilityResolver {
  @FieldResolver(() => Person, {
    nullable: true,
    description: 'Who changed it last, as far as the viewer may know (INV-68).',
  })
  async changedBy(@Root() { unit }: UnitAvailability, @Ctx() context: RequestContext): Promise<Person | null> {
    const stored = {
      userId: unit.statusChangedBy,
      name: unit.statusChangedByName,
      orgId: unit.statusChangedByOrgId,
      orgName: unit.statusChangedByOrgName,
    };
    return showPerson(context.passport, await modeOf(context, unit), stored);
  }

  @Personal()
  @FieldResolver(() => Buyer, { nullable: true, description: 'For whom; null for whoever may not see that buyer.' })
  async buyer(@Root() { unit }: UnitAvailability, @Ctx() context: RequestContext): Promise<Buyer | null> {
    return unit.buyerId ? loadBuyer(context, unit.buyerId) : null;
  }

  @Personal()
  @FieldResolver(() => SalesChannel, {
    nullable: true,
    description: 'How the buyer came; null for whoever may not see that buyer.',
  })
  async channel(@Root() { unit }: UnitAvailability, @Ctx() context: RequestContext): Promise<SalesChannel | null> {
    return (await maySeeDealOf(context, unit)) ? unit.channel : null;
  }

  @Personal()
  @FieldResolver(() => String, { nullable: true, description: 'The note; null for whoever may not see that buyer.' })
  async note(@Root() { unit }: UnitAvailability, @Ctx() context: RequestContext): Promise<string | null> {
    return (await maySeeDealOf(context, unit)) ? unit.note : null;
  }
}

function maySeeDealOf(context: RequestContext, unit: Unit): Promise<boolean> {
  return maySeeDeal(context, {
    buyerId: unit.buyerId,
    actorId: unit.statusChangedBy,
    actorOrgId: unit.statusChangedByOrgId,
  });
}

async function modeOf(context: RequestContext, unit: Unit): Promise<AllocationMode> {
  return (await loadProject(context, unit.projectId))?.allocationMode ?? AllocationMode.CLOSED;
}
