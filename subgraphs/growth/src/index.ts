import { entitlementConsumer } from '@offplan/kernel/entitlements/entitlement-consumer';
import { personalErasure } from '@offplan/kernel/events/erase-personal';
import type { SubgraphDefinition } from '@offplan/kernel/subgraph/subgraph';
import { ActivityResolver } from './activity/activity-resolver.ts';
import { countActivity } from './activity/count-activity.ts';
import { Project } from './activity/project.ts';
import { BannerResolver } from './banners/banner-resolver.ts';
import { activity } from './migrations/20261121-1-activity.ts';
import { erasure } from './migrations/20261121-41-erasure.ts';
import { planFares } from './migrations/20261121-100-plan-fares.ts';
import { timeline } from './migrations/20261121-110-timeline.ts';
import { nudges } from './migrations/20261121-111-nudges.ts';
import { planHolds } from './migrations/20261121-130-plan-holds.ts';
import { welcome } from './migrations/20261121-160-welcome.ts';
import { leastTiers } from './migrations/20261121-250-least-tiers.ts';
import { noticeSuccesses } from './nudges/notice-successes.ts';
import { NudgeResolver } from './nudges/nudge-resolver.ts';
import { Organisation } from './organisations/organisation.ts';
import { takeSteps } from './timeline/take-steps.ts';
import { timelineConsumer } from './timeline/timeline-consumer.ts';
import { TimelineResolver } from './timeline/timeline-resolver.ts';

const itself = async (reference: { id: string }) => reference;

/** Activity of projects, the journey from trial to freeze, and what the app says about it: what events and time add up to. */
export const growth: SubgraphDefinition = {
  name: 'growth',
  entities: [],
  migrations: [activity, erasure, planFares, timeline, nudges, planHolds, welcome, leastTiers],
  resolvers: [ActivityResolver, TimelineResolver, BannerResolver, NudgeResolver],
  otherTypes: [Organisation, Project],
  references: { Organisation: itself, Project: itself },
  consumers: [
    entitlementConsumer('growth'),
    countActivity,
    timelineConsumer,
    noticeSuccesses,
    personalErasure('growth'),
  ],
  agenda: [takeSteps],
};
