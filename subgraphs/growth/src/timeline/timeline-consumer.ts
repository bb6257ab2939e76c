import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { ENTITLEMENTS_CHANGED, type Entitlements } from '@offplan/kernel/entitlements/entitlements';
import type { EventConsumer } from '@offplan/kernel/events/consumer';
import { keepOrganisationFacts } from '../organisations/organisation-facts.ts';
import { followPlan } from './follow-plan.ts';
import { loadOpenTimeline, lockAgenda } from './load-open-timeline.ts';
import { saveTimeline } from './save-timeline.ts';

/** Billing says it when Stripe does: three days before the end of a trial. Its subject is the Organisation. */
const TRIAL_WILL_END = 'trial.will_end';

/** Lets the timeline follow what is said of an Organisation and its plan. One consumer for all of it, so that it is heard in its order. */
export const timelineConsumer: EventConsumer = {
  name: 'timeline',
  types: [
    'organisation.created',
    'organisation.edited',
    'organisation.status_changed',
    ENTITLEMENTS_CHANGED,
    TRIAL_WILL_END,
  ],
  async apply(tx, event) {
    const { orgId } = event;
    await lockAgenda(tx, orgId);
    const after = (event.data.after ?? {}) as Record<string, unknown>;
    switch (event.type) {
      case ENTITLEMENTS_CHANGED:
        return followPlan(tx, orgId, after as unknown as Entitlements);
      case TRIAL_WILL_END:
        return hastenLastDays(tx, orgId);
      case 'organisation.status_changed':
        return keepOrganisationFacts(tx, orgId, { status: String(after.status) });
      default:
        return moveTo(tx, orgId, after.timeZone as string | undefined);
    }
  },
};

/** Stripe and our own clock say the same thing; whichever comes first has it mailed, and the other finds it done (GRO-3). */
async function hastenLastDays(tx: Transaction, orgId: string): Promise<void> {
  const timeline = await loadOpenTimeline(tx, orgId);
  if (!timeline) return;
  timeline.hasten('three_days_left', tx.now);
  await saveTimeline(tx, orgId, timeline);
}

/** Mails go at 09:00 of where the Organisation is now. */
async function moveTo(tx: Transaction, orgId: string, timeZone: string | undefined): Promise<void> {
  if (!timeZone) return;
  await keepOrganisationFacts(tx, orgId, { timeZone });
  const timeline = await loadOpenTimeline(tx, orgId);
  if (!timeline) return;
  timeline.reschedule(timeline.facts.endsAt);
  await saveTimeline(tx, orgId, timeline);
}
