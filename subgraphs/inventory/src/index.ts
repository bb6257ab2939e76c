import { entitlementConsumer } from '@offplan/kernel/entitlements/entitlement-consumer';
import { personalErasure } from '@offplan/kernel/events/erase-personal';
import { decodeId, type IdKind } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import type { SubgraphDefinition } from '@offplan/kernel/subgraph/subgraph';
import { AgentResolver, OrganisationAgentResolver, ProjectAgentResolver } from './agents/agent-resolver.ts';
import { memberConsumer } from './agents/member-consumer.ts';
import { memberErasure } from './agents/member-erasure.ts';
import { MemberMirror } from './agents/member-mirror.ts';
import { moveUpTask } from './agents/move-up-task.ts';
import { AllocationResolver } from './allocation/allocation-resolver.ts';
import { Buyer } from './buyers/buyer.ts';
import { BuyerResolver } from './buyers/buyer-resolver.ts';
import { guestConsumer, guestOrganisationConsumer } from './guests/guest-consumer.ts';
import { GuestMirror } from './guests/guest-mirror.ts';
import { forgetUnitList } from './imports/forget-unit-list.ts';
import { loadImport } from './imports/load-import.ts';
import { runUnitImport } from './imports/run-unit-import.ts';
import { UnitImport } from './imports/unit-import.ts';
import {
  ImportConflictResolver,
  ImportPreviewResolver,
  ProjectImportResolver,
  UnitImportResolver,
} from './imports/unit-import-resolver.ts';
import { LiveResolver } from './live/live-resolver.ts';
import { stock } from './migrations/20261121-1-stock.ts';
import { imports } from './migrations/20261121-2-imports.ts';
import { oldAnswers } from './migrations/20261121-3-old-answers.ts';
import { agents } from './migrations/20261121-30-agents.ts';
import { names } from './migrations/20261121-31-names.ts';
import { erasure } from './migrations/20261121-41-erasure.ts';
import { planFares } from './migrations/20261121-100-plan-fares.ts';
import { whatStays } from './migrations/20261121-130-what-stays.ts';
import { leastTiers } from './migrations/20261121-250-least-tiers.ts';
import { Building } from './projects/building.ts';
import { Floor } from './projects/floor.ts';
import { Organisation } from './projects/organisation.ts';
import { Project } from './projects/project.ts';
import { BuildingResolver, ProjectFitResolver, ProjectResolver } from './projects/project-resolver.ts';
import { forgetAnswers } from './units/forget-answers.ts';
import { Unit } from './units/unit.ts';
import { loadBuilding, loadFloor, loadProject, loadUnit } from './units/unit-loaders.ts';
import { UnitAvailabilityResolver, UnitResolver } from './units/unit-resolver.ts';

/** Resolves another subgraph's reference by the loader of that kind: one query for all of a request. */
function byReference<Entity>(kind: IdKind, load: (context: RequestContext, id: string) => Promise<Entity | null>) {
  return async ({ id }: { id: string }, context: RequestContext): Promise<Entity | null> => {
    const uuid = decodeId(kind, id);
    return uuid ? load(context, uuid) : null;
  };
}

/** Projects, units, imports, flips, allocation: the stock of an Organisation. */
export const inventory: SubgraphDefinition = {
  name: 'inventory',
  // Boards and changes carry cursors.
  readsAsOf: 'statement',
  entities: [Project, Building, Floor, Unit, Buyer, GuestMirror, MemberMirror, UnitImport],
  migrations: [stock, imports, oldAnswers, agents, names, erasure, planFares, whatStays, leastTiers],
  resolvers: [
    ProjectResolver,
    ProjectFitResolver,
    BuildingResolver,
    UnitResolver,
    UnitAvailabilityResolver,
    AllocationResolver,
    AgentResolver,
    ProjectAgentResolver,
    OrganisationAgentResolver,
    BuyerResolver,
    LiveResolver,
    UnitImportResolver,
    ImportPreviewResolver,
    ImportConflictResolver,
    ProjectImportResolver,
  ],
  references: {
    Project: byReference('project', loadProject),
    Building: byReference('building', loadBuilding),
    Floor: byReference('floor', loadFloor),
    Unit: byReference('unit', loadUnit),
    Organisation: async ({ id }: { id: string }) => Object.assign(new Organisation(), { id }),
    UnitImport: byReference('import', loadImport),
  },
  consumers: [
    entitlementConsumer('inventory'),
    guestConsumer,
    guestOrganisationConsumer,
    memberConsumer,
    personalErasure('inventory'),
    memberErasure,
  ],
  tasks: [moveUpTask, runUnitImport, forgetUnitList, forgetAnswers],
};
