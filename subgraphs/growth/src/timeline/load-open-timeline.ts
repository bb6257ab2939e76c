import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { EndedPlan } from '@offplan/kernel/entitlements/entitlements';
import { organisationFacts } from '../organisations/organisation-facts.ts';
import type { StepKey } from './steps.ts';
import { type StepState, Timeline } from './timeline.ts';

interface TimelineRow {
  cycle: number;
  plan: EndedPlan;
  ends_at: Date | string;
  has_ended: boolean;
  is_continuing: boolean;
  version: number;
  time_zone: string | null;
  status: string | null;
  /** In JSON: moments are text. */
  steps: {
    step: StepKey;
    state: StepState['state'];
    due_at: string;
    done_at: string | null;
    reason: StepState['reason'];
  }[];
}

/**
 * Makes whoever changes a timeline wait for whoever does what is due of it at this moment: that one holds the item of the agenda first, and
 * the timeline then; everybody goes in that order.
 */
export async function lockAgenda(tx: Transaction, orgId: string): Promise<void> {
  await tx.query('select from growth.agenda where org_id = ? for update', [orgId]);
}

/** The timeline that an Organisation goes through now, locked until the transaction ends; null when it goes through none. */
export async function loadOpenTimeline(tx: Transaction, orgId: string): Promise<Timeline | null> {
  const [row] = await tx.query<TimelineRow>(
    `select c.cycle, c.plan, c.ends_at, c.has_ended, c.is_continuing, c.version, o.time_zone, o.status,
       (select jsonb_agg(s) from growth.timeline_step s where s.org_id = c.org_id and s.cycle = c.cycle) as steps
     from growth.timeline_cycle c left join growth.organisation o on o.org_id = c.org_id
     where c.org_id = ? and c.is_open for update of c`,
    [orgId],
  );
  if (!row) return null;
  const { cycle, plan, version } = row;
  return new Timeline(
    {
      cycle,
      plan,
      endsAt: new Date(row.ends_at),
      hasEnded: row.has_ended,
      isContinuing: row.is_continuing,
      isOpen: true,
      version,
    },
    new Map(
      row.steps.map(({ step, state, due_at, done_at, reason }) => [
        step,
        { state, dueAt: new Date(due_at), doneAt: done_at === null ? null : new Date(done_at), reason },
      ]),
    ),
    organisationFacts(row),
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
