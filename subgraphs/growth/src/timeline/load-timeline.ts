import type { EndedPlan } from '@offplan/kernel/entitlements/entitlements';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { type StepKey, stepsOf } from './steps.ts';
import { TimelineStep, TimelineStepState } from './timeline-step.ts';

interface StepRow {
  plan: EndedPlan;
  is_continuing: boolean;
  step: StepKey;
  state: 'planned' | 'done' | 'skipped' | 'cancelled';
  due_at: Date | string;
  done_at: Date | string | null;
}

/** The newest timeline of an Organisation, in the order of its table; null for one that never had a trial or plan. `em` acts in its scope. */
export async function loadTimeline(em: RequestContext['em'], orgId: string): Promise<TimelineStep[] | null> {
  const rows = (await em.execute(
    `select c.plan, c.is_continuing, s.step, s.state, s.due_at, s.done_at
     from (select * from growth.timeline_cycle where org_id = ? order by cycle desc limit 1) c
     join growth.timeline_step s on s.org_id = c.org_id and s.cycle = c.cycle`,
    [orgId],
  )) as StepRow[];
  const [first] = rows;
  if (!first) return null;
  let hasNext = false;
  return stepsOf(first.plan).flatMap(({ key, letter, asksForCard }) => {
    const row = rows.find(({ step }) => step === key);
    if (!row) return [];
    const isMoot = asksForCard && row.is_continuing;
    let state = SETTLED[row.state];
    if (!state) {
      state = hasNext ? TimelineStepState.UPCOMING : TimelineStepState.NEXT;
      if (isMoot) state = TimelineStepState.CANCELLED;
      else hasNext = true;
    }
    return Object.assign(new TimelineStep(), {
      key,
      dueAt: new Date(row.due_at),
      doneAt: row.done_at === null ? null : new Date(row.done_at),
      isMail: letter !== null,
      state,
    });
  });
}

const SETTLED: Partial<Record<StepRow['state'], TimelineStepState>> = {
  done: TimelineStepState.DONE,
  skipped: TimelineStepState.SKIPPED,
  cancelled: TimelineStepState.CANCELLED,
};
