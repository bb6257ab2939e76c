import { cancelPlanned, plan } from '@offplan/kernel/agenda/agenda';
import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { NewEvent } from '@offplan/kernel/events/event';
import { wantLetter } from '@offplan/kernel/mail/want-letter';
import type { WantedLetters } from '@offplan/kernel/mail/wanted-letters';
import type { StepLetter } from './steps.ts';
import type { Timeline } from './timeline.ts';

export const TAKE_STEPS = 'growth.take_steps';
const AGENDA_KEY = 'timeline';

/** Stores a timeline with what it decided: its steps, the letters to the Owner, the events, and when to look at it next. */
export async function saveTimeline(tx: Transaction, orgId: string, timeline: Timeline): Promise<void> {
  const { facts, steps } = timeline;
  const events = eventsOf(orgId, timeline);
  const changed = [...timeline.changed].map((step) => {
    const { state, dueAt, doneAt, reason } = steps.get(step)!;
    return { step, state, due_at: dueAt, done_at: doneAt, reason };
  });
  await tx.query(
    `with kept as (
       insert into growth.timeline_cycle (org_id, cycle, plan, ends_at, has_ended, is_continuing, is_open, version) values (?, ?, ?, ?, ?, ?, ?, ?)
       on conflict (org_id, cycle) do update set ends_at = excluded.ends_at, has_ended = excluded.has_ended,
         is_continuing = excluded.is_continuing, is_open = excluded.is_open, version = excluded.version
       returning org_id, cycle
     )
     insert into growth.timeline_step (org_id, cycle, step, state, due_at, done_at, reason)
     select kept.org_id, kept.cycle, r.step, r.state, r.due_at, r.done_at, r.reason
     from kept, jsonb_to_recordset(?::jsonb) as r(step text, state text, due_at timestamptz, done_at timestamptz, reason text)
     on conflict (org_id, cycle, step) do update set state = excluded.state, due_at = excluded.due_at, done_at = excluded.done_at, reason = excluded.reason`,
    [
      orgId,
      facts.cycle,
      facts.plan,
      facts.endsAt,
      facts.hasEnded,
      facts.isContinuing,
      facts.isOpen,
      facts.version + events.length,
      JSON.stringify(changed),
    ],
  );
  await tx.emit(...events);
  for (const letter of timeline.letters)
    await wantLetter(tx, {
      orgId,
      template: letter,
      values: valuesOf(letter, timeline, tx.now),
      key: `timeline.${facts.cycle}.${letter}`,
    });
  const { nextDueAt } = timeline;
  if (nextDueAt) await plan(tx, TAKE_STEPS, { orgId, key: AGENDA_KEY, dueAt: nextDueAt });
  else await cancelPlanned(tx, { orgId, key: AGENDA_KEY });
}

/** One event for each step that was settled; those that were cancelled together share one. */
function eventsOf(orgId: string, { facts, steps, changed }: Timeline): NewEvent[] {
  const event = (type: string, data: NewEvent['data'], index: number): NewEvent => ({
    orgId,
    subjectType: 'timeline',
    subjectId: orgId,
    seq: facts.version + index + 1,
    type,
    actor: { kind: 'system' },
    data: { cycle: facts.cycle, plan: facts.plan, ...data },
  });
  const settled = [...changed].filter((step) => ['done', 'skipped'].includes(steps.get(step)!.state));
  const cancelled = [...changed].filter((step) => steps.get(step)!.state === 'cancelled');
  const events = settled.map((step, index) => {
    const { state, dueAt, reason } = steps.get(step)!;
    const details = { step, dueAt: dueAt.toISOString(), ...(reason ? { reason } : {}) };
    return event(`timeline.step_${state}`, details, index);
  });
  const [first] = cancelled;
  if (first)
    events.push(event('timeline.cancelled', { steps: cancelled, reason: steps.get(first)!.reason }, events.length));
  return events;
}

function valuesOf(letter: StepLetter, timeline: Timeline, now: Date): WantedLetters[StepLetter] {
  const freezesAt = timeline.freezesAt.toISOString();
  const { endsAt } = timeline.facts;
  switch (letter) {
    case 'trial_started':
    case 'trial_seven_days_left':
    case 'trial_three_days_left':
    case 'trial_one_day_left':
      return { trialEndsAt: endsAt.toISOString(), daysLeft: timeline.daysUntil(endsAt, now) };
    case 'freeze_in_seven_days':
      return { freezesAt, daysLeft: timeline.daysUntil(timeline.freezesAt, now) };
    default:
      return { freezesAt };
  }
}
