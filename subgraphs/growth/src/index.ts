import { entitlementConsumer } from '@offplan/kernel/entitlements/entitlement-consumer';
import { personalErasure } from '@offplan/kernel/events/erase-personal';
import type { SubgraphDefinition } from '@offplan/kernel/subgraph/subgraph';
import { ActivityResolver } from './activity/activity-resolver.ts';
import { countActivity } from './activity/count-activity.ts';
import { Project } from './activity/project.ts';
import { activity } from './migrations/20261121-1-activity.ts';
import { erasure } from './migrations/20261121-41-erasure.ts';
import { planFares } from './migrations/20261121-100-plan-fares.ts';
import { Organisation } from './timeline/organisation.ts';
import { TimelineResolver } from './timeline/timeline-resolver.ts';

const itself = async (reference: { id: string }) => reference;

/** Activity of projects and the timeline of trials: what events add up to. */
export const growth: SubgraphDefinition = {
  name: 'growth',
  entities: [],
  migrations: [activity, erasure, planFares],
  resolvers: [ActivityResolver, TimelineResolver],
  otherTypes: [Organisation, Project],
  references: { Organisation: itself, Project: itself },
  consumers: [entitlementConsumer('growth'), countActivity, personalErasure('growth')],
};
