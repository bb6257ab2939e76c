import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { EndedPlan } from '@offplan/kernel/entitlements/entitlements';
import { readOrganisationFacts } from '../organisations/organisation-facts.ts';
import type { StepKey } from './steps.ts';
import { type StepState, Timeline } from './timeline.ts';

interface CycleRow {
  cycle: number;
  plan: EndedPlan;
  ends_at: Date | string;
  has_ended: boolean;
  is_continuing: boolean;
  version: number;
}

interface StepRow {
  step: StepKey;
  state: StepState['state'];
  due_at: Date | string;
  done_at: Date | string | null;
  reason: StepState['reason'];
}

/** The timeline that an Organisation goes through now, locked until the transaction ends; null when it goes through none. */
export async function loadOpenTimeline(tx: Transaction, orgId: string): Promise<Timeline | null> {
  // Whoever does what is due holds its item of the agenda first, and the timeline then: everybody in that order.
  await tx.query('select from growth.agenda where org_id = ? for update', [orgId]);
  const [row] = await tx.query<CycleRow>(
    `select cycle, plan, ends_at, has_ended, is_continuing, version from growth.timeline_cycle where org_id = ? and is_open for update`,
    [orgId],
  );
  if (!row) return null;
  const steps = await tx.query<StepRow>(
    'select step, state, due_at, done_at, reason from growth.timeline_step where org_id = ? and cycle = ?',
    [orgId, row.cycle],
  );
  return new Timeline(
    {
      cycle: row.cycle,
      plan: row.plan,
      endsAt: new Date(row.ends_at),
      hasEnded: row.has_ended,
      isContinuing: row.is_continuing,
      isOpen: true,
      version: row.version,
    },
    new Map(
      steps.map(({ step, state, due_at, done_at, reason }) => [
        step,
        { state, dueAt: new Date(due_at), doneAt: done_at === null ? null : new Date(done_at), reason },
      ]),
    ),
    await readOrganisationFacts(tx, orgId),
  );
}

/** Of the last cycle that an Organisation went through; null where there was none. */
export async function readLastCycle(
  tx: Transaction,
  orgId: string,
): Promise<{ cycle: number; version: number } | null> {
  const [row] = await tx.query<{ cycle: number; version: number }>(
    'select cycle, version from growth.timeline_cycle where org_id = ? order by cycle desc limit 1',
    [orgId],
  );
  return row ?? null;
}
