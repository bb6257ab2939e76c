import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { EndedPlan, Entitlements } from '@offplan/kernel/entitlements/entitlements';
import { NudgeKey } from '../nudges/nudge.ts';
import { raiseNudge } from '../nudges/raise-nudge.ts';
import { readOrganisationFacts } from '../organisations/organisation-facts.ts';
import { loadOpenTimeline, readLastCycle } from './load-open-timeline.ts';
import { saveTimeline } from './save-timeline.ts';
import { Timeline } from './timeline.ts';

/** Where a plan stands, as far as the timeline goes by it; null: it runs, or there never was one. */
interface Journey {
  plan: EndedPlan;
  endsAt: Date;
  hasEnded: boolean;
  isContinuing: boolean;
}

/**
 * Lets the timeline of an Organisation follow its plan (GRO-1, GRO-4): a trial begins one, its end or that of a paid plan goes on with it
 * or begins one, a plan that runs ends it. Another end moves what is still to come (GRO-2).
 */
export async function followPlan(tx: Transaction, orgId: string, entitlements: Entitlements): Promise<void> {
  const { now } = tx;
  const journey = journeyOf(entitlements);
  let timeline = await loadOpenTimeline(tx, orgId);
  if (!journey) {
    if (!timeline) return;
    timeline.close('paid', now);
    return saveTimeline(tx, orgId, timeline);
  }
  const isExtendedAfterEnd = timeline?.facts.hasEnded === true && !journey.hasEnded;
  if (timeline && isExtendedAfterEnd) {
    timeline.close('extended', now);
    await saveTimeline(tx, orgId, timeline);
    timeline = null;
  }
  if (timeline) timeline.reschedule(journey.endsAt);
  else timeline = await begin(tx, orgId, journey);
  timeline.facts.isContinuing = journey.isContinuing;
  if (isExtendedAfterEnd) timeline.skipDue(now);
  if (journey.hasEnded && !timeline.facts.hasEnded) timeline.end(now);
  timeline.runDue(now);
  await saveTimeline(tx, orgId, timeline);
}

async function begin(tx: Transaction, orgId: string, { plan, endsAt, hasEnded }: Journey): Promise<Timeline> {
  const last = await readLastCycle(tx, orgId);
  if (plan === 'trial' && !hasEnded && !last) await raiseNudge(tx, orgId, NudgeKey.WELCOME, null);
  return Timeline.begin(
    { cycle: (last?.cycle ?? 0) + 1, plan, endsAt, version: last?.version ?? 0 },
    await readOrganisationFacts(tx.em, orgId),
  );
}

function journeyOf(entitlements: Entitlements): Journey | null {
  const { status, isTrial, trialEndsAt, endedAt, endedPlan, isContinuing } = entitlements;
  if (status === 'active')
    return isTrial && trialEndsAt
      ? { plan: 'trial', endsAt: new Date(trialEndsAt), hasEnded: false, isContinuing: isContinuing ?? false }
      : null;
  const at = endedAt ?? trialEndsAt;
  return at ? { plan: endedPlan ?? 'trial', endsAt: new Date(at), hasEnded: true, isContinuing: false } : null;
}
