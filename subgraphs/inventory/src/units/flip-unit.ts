import { createHash } from 'node:crypto';
import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { HeldPlan } from '@offplan/kernel/entitlements/plan-fit';
import { EVENT_COLUMNS } from '@offplan/kernel/events/record-events';
import { NotPermitted, ValidationFailed } from '@offplan/kernel/graphql/user-errors';
import { decodeId, uuidv7 } from '@offplan/kernel/ids';
import { ACTIONS, type Action } from '@offplan/kernel/permissions/matrix';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { type ChosenBuyer, chooseBuyer } from '../buyers/choose-buyer.ts';
import { AllocationMode } from '../projects/project.ts';
import { holdAllocation } from '../projects/read-allocation-mode.ts';
import { refusalAt } from '../projects/refusal-of-plan.ts';
import { type FlipForm, readFlipForm } from './flip-form.ts';
import type { FlipUnitInput } from './flip-input.ts';
import {
  type FlipUnitOutcome,
  FlipUnitSuccess,
  IdempotencyKeyReused,
  TransitionNotAllowed,
  UnitNotFound,
} from './flip-results.ts';
import { isOwn } from './own.ts';
import { actsFor } from './people.ts';
import { conflictEvent, statusChangedEvent, toConflict } from './status-events.ts';
import { Unit } from './unit.ts';
import { actionOfTransition, UNIT_STATUSES, UnitStatus } from './unit-status.ts';
import { isOnSaleToGuest, visibleUnits } from './visible-units.ts';

/**
 * Changes a unit's status: the first click wins (INV-30 to INV-36, INV-38, INV-39).
 *
 * One compare-and-swap on `availability_version` decides, in the statement that also writes the event. Who loses commits one event of its own that names
 * the winner. A repeated idempotency key gets the first answer again and writes nothing.
 */
export async function flipUnit(context: RequestContext, input: FlipUnitInput): Promise<FlipUnitOutcome> {
  const form = readFlipForm(input);
  if (form instanceof ValidationFailed) return form;
  const unitId = decodeId('unit', input.unitId);
  if (!unitId) return UnitNotFound.make();
  const attempt = { unitId, form, hash: hashOf(input), eventId: uuidv7() };
  return context.transaction((tx) => decideFlip(context, tx, attempt));
}

interface Attempt {
  unitId: string;
  form: FlipForm;
  hash: string;
  eventId: string;
}

async function decideFlip(context: RequestContext, tx: Transaction, attempt: Attempt): Promise<FlipUnitOutcome> {
  const { form } = attempt;
  if (context.isGuest) await holdAllocation(tx, attempt.unitId);
  const seen = await readForFlip(context, tx, attempt);
  if (seen.answer) return repeatAnswer(context, tx, attempt, seen.answer);
  const unit = seen.unit;
  if (!unit) return UnitNotFound.make();
  const refusal = refusalAt(context, seen.plan, { project: seen.place, unit: unit.ordinal });
  if (refusal) return refusal;

  if (unit.availabilityVersion === form.expectedVersion) {
    const action = actionOfTransition(unit.status, form.to);
    if (!action) return TransitionNotAllowed.of(unit, form.to);
    if (!mayFlip(context, unit, seen.mode, action)) return new NotPermitted();
    const buyer = form.to === UnitStatus.AVAILABLE ? null : await chooseBuyer(context, tx, unit, form.buyer!);
    if (buyer instanceof ValidationFailed) return buyer;
    const won = await swap(context, tx, attempt, unit, buyer);
    if (won) return FlipUnitSuccess.of(won, won.statusChangedAt);
  } else if (!mayFlipSomehow(context, unit, form.to)) {
    return new NotPermitted();
  }
  return lose(context, tx, attempt);
}

interface Seen {
  unit: Unit | null;
  answer: { inputHash: string; eventId: string } | null;
  plan: HeldPlan | null;
  /** Of the project, in the order in which a plan holds them. */
  place: number | null;
  mode: AllocationMode;
}

/** All that a flip must know, in one statement: the unit if visible, an earlier answer to the key, and what the plan holds. */
async function readForFlip(context: RequestContext, tx: Transaction, { unitId, form }: Attempt): Promise<Seen> {
  const visible = visibleUnits(context.passport);
  const [row] = await tx.query<{
    unit: Record<string, unknown> | null;
    input_hash: string | null;
    event_id: string | null;
    plan: HeldPlan | null;
    project: { mode: AllocationMode; place: number } | null;
  }>(
    `select a.input_hash, a.event_id,
       (select jsonb_build_object('tier', tier, 'status', status, 'limits', limits, 'tierLimits', tier_limits)
        from inventory.entitlement_mirror where org_id = ?) as plan,
       (select to_jsonb(u) from inventory.unit u where u.id = ? and ${visible.sql}) as unit,
       (select jsonb_build_object('mode', p.allocation_mode, 'place', p.place)
        from inventory.project p join inventory.unit u on u.org_id = p.org_id and u.project_id = p.id where u.id = ?) as project
     from (select) as one left join inventory.flip_answer a on a.user_id = ? and a.key = ? and a.org_id = ?`,
    [context.orgId, unitId, ...visible.parameters, unitId, context.person.id, form.idempotencyKey, context.orgId],
  );
  return {
    unit: row?.unit ? tx.em.map(Unit, row.unit as never) : null,
    answer: row?.event_id ? { inputHash: row.input_hash!, eventId: row.event_id } : null,
    plan: row?.plan ?? null,
    place: row?.project?.place ?? null,
    mode: row?.project?.mode ?? AllocationMode.CLOSED,
  };
}

/**
 * The compare-and-swap, with all that follows from it: a new buyer, the event. Null when somebody else was faster: nothing was written
 * but the key. The event says to whom the unit is assigned now, which may have changed since it was read.
 */
async function swap(
  context: RequestContext,
  tx: Transaction,
  attempt: Attempt,
  before: Unit,
  buyer: ChosenBuyer | null,
): Promise<Unit | null> {
  const { form, eventId } = attempt;
  const actor = { id: context.person.id, name: context.person.name, ...orgColumns(context) };
  const event = statusChangedEvent(context, { eventId, before, form, buyer });
  const rows = await tx.query<Record<string, unknown>>(
    `with key as (
       insert into inventory.flip_answer (org_id, user_id, key, input_hash, event_id, created_at)
       values (?, ?, ?, ?, ?, ?) on conflict do nothing returning key
     ), won as (
       update inventory.unit u set
         status = ?, availability_version = u.availability_version + 1, version = u.version + 1, status_before = u.status, status_changed_at = ?,
         status_changed_by = ?, status_changed_by_name = ?, status_changed_by_org_id = ?, status_changed_by_org_name = ?,
         reserved_by = case ? when 'reserved' then ?::uuid when 'sold' then u.reserved_by end,
         reserved_by_org_id = case ? when 'reserved' then ?::uuid when 'sold' then u.reserved_by_org_id end,
         channel = ?, buyer_id = ?, note = ?, last_flip_event_id = ?
       where u.org_id = ? and u.id = ? and u.availability_version = ? and exists (select from key)
       returning u.*
     ), brought as (
       insert into inventory.buyer (org_id, id, project_id, name, contact, agent_user_id, agent_org_id, created_at, agent_since)
       select won.org_id, ?, won.project_id, ?, ?, ?, ?, ?, ? from won where ?::boolean
     ), announced as (
       insert into inventory.event (${EVENT_COLUMNS})
       select ?, won.org_id, 'unit', won.id, won.availability_version, ?, ?::jsonb, ?::uuid, ?,
         ?::jsonb || jsonb_build_object('assignedOrgId', won.assigned_org_id), ?::jsonb, ?, ? from won
     )
     select * from won`,
    [
      ...[context.orgId, actor.id, form.idempotencyKey, attempt.hash, eventId, tx.now],
      ...[form.to, tx.now, actor.id, actor.name, actor.orgId, actor.orgName],
      ...[form.to, actor.id, form.to, actor.orgId],
      ...[buyer ? form.channel : null, buyer?.id ?? null, form.note, eventId],
      ...[context.orgId, attempt.unitId, form.expectedVersion],
      ...[buyer?.id ?? null, buyer?.name ?? null, buyer?.contact ?? null, actor.id, actor.orgId, tx.now, tx.now],
      buyer?.isNew ?? false,
      ...[
        eventId,
        event.type,
        JSON.stringify(event.actor),
        event.onBehalfOf ?? null,
        tx.requestId,
        JSON.stringify(event.data),
        JSON.stringify(event.personal ?? {}),
        event.piiClass ?? 'none',
        tx.now,
      ],
    ],
  );
  if (!rows[0]) return null;
  tx.eventsWereWritten();
  return tx.em.map(Unit, rows[0] as never);
}

/** The unit went to somebody else: one event names the winner (INV-33), and the answer says what the person needs (SCH-8). */
async function lose(context: RequestContext, tx: Transaction, attempt: Attempt): Promise<FlipUnitOutcome> {
  const { form, eventId } = attempt;
  const claimed = await tx.query<{ key: string }>(
    `insert into inventory.flip_answer (org_id, user_id, key, input_hash, event_id, created_at) values (?, ?, ?, ?, ?, ?)
     on conflict (org_id, user_id, key) do update set key = excluded.key where inventory.flip_answer.event_id = excluded.event_id returning key`,
    [context.orgId, context.person.id, form.idempotencyKey, attempt.hash, eventId, tx.now],
  );
  const visible = visibleUnits(context.passport);
  tx.em.clear();
  const [row] = await tx.query<Record<string, unknown>>(
    `select u.* from inventory.unit u where u.id = ? and ${visible.sql}`,
    [attempt.unitId, ...visible.parameters],
  );
  if (claimed.length === 0) {
    // The same click arrived twice at once and the other copy was faster: its answer is the answer.
    const [answer] = await tx.query<{ input_hash: string; event_id: string }>(
      'select input_hash, event_id from inventory.flip_answer where org_id = ? and user_id = ? and key = ?',
      [context.orgId, context.person.id, form.idempotencyKey],
    );
    return repeatAnswer(context, tx, attempt, { inputHash: answer!.input_hash, eventId: answer!.event_id });
  }
  if (!row) return UnitNotFound.make();
  const unit = tx.em.map(Unit, row as never);
  const event = conflictEvent(context, { eventId, unit, form });
  await tx.emit(event);
  return toConflict(context, tx, unit, event.data, event.personal ?? {});
}

/** The first answer again (INV-34): the event that the key points at is the answer. */
async function repeatAnswer(
  context: RequestContext,
  tx: Transaction,
  attempt: Attempt,
  answer: { inputHash: string; eventId: string },
): Promise<FlipUnitOutcome> {
  if (answer.inputHash !== attempt.hash) return IdempotencyKeyReused.make();
  const visible = visibleUnits(context.passport);
  const [row] = await tx.query<Record<string, unknown>>(
    `select u.* from inventory.unit u where u.id = ? and ${visible.sql}`,
    [attempt.unitId, ...visible.parameters],
  );
  const [event] = await tx.query<{
    type: string;
    data: Record<string, never>;
    personal: Record<string, string>;
    occurred_at: Date;
  }>('select type, data, personal, occurred_at from inventory.event where org_id = ? and id = ?', [
    context.orgId,
    answer.eventId,
  ]);
  if (!row || !event) return UnitNotFound.make();
  const unit = tx.em.map(Unit, row as never);
  return event.type === 'unit.status_changed'
    ? FlipUnitSuccess.of(unit, new Date(event.occurred_at))
    : toConflict(context, tx, unit, event.data, event.personal);
}

/** Whether the matrix lets the viewer make this change of this unit; "own" is a reservation of one's own (ID-49). */
export function mayFlip(context: RequestContext, unit: Unit, mode: AllocationMode, action: Action): boolean {
  const decision = context.decide(action, unit.projectId);
  if (decision === 'no') return false;
  if (decision === 'own' && !isOwnReservation(context, unit)) return false;
  const { guest } = context.passport;
  return !guest || isOnSaleToGuest(guest, unit, mode);
}

/** Whether a unit's reservation is the viewer's own (ID-49, ID-55). */
export function isOwnReservation(context: RequestContext, unit: Unit): boolean {
  return isOwn(context.passport, { userId: unit.reservedBy, orgId: unit.reservedByOrgId });
}

/** Whether any change to this status is open to the viewer: whoever may never do it is refused, not told who won. */
function mayFlipSomehow(context: RequestContext, unit: Unit, to: UnitStatus): boolean {
  const actions = UNIT_STATUSES.map((from) => actionOfTransition(from, to)).filter(
    (action): action is Action => action !== null && ACTIONS.includes(action),
  );
  return actions.some((action) => context.decide(action, unit.projectId) !== 'no');
}

function orgColumns(context: RequestContext): { orgId: string; orgName: string } {
  const { id, name } = actsFor(context.passport);
  return { orgId: id, orgName: name };
}

function hashOf({ idempotencyKey: _, ...rest }: FlipUnitInput): string {
  const sorted = (value: unknown): unknown =>
    value && typeof value === 'object'
      ? Object.fromEntries(
          Object.entries(value)
            .filter(([, inner]) => inner !== undefined && inner !== null)
            .sort()
            .map(([key, inner]) => [key, sorted(inner)]),
        )
      : value;
  return createHash('sha256')
    .update(JSON.stringify(sorted(rest)))
    .digest('hex');
}
