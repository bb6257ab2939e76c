import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { decodeId, uuidv7 } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { holdAllocation } from '../projects/read-allocation-mode.ts';
import { refusalIn } from '../projects/refusal-of-plan.ts';
import { UNDO_SECONDS, type UndoFlipOutcome, UndoFlipSuccess, UndoNotPossible, UnitNotFound } from './flip-results.ts';
import { actorFacts, toConflict, unitFacts, winnerFacts, winnerNames } from './status-events.ts';
import type { UndoFlipInput } from './undo-input.ts';
import { Unit } from './unit.ts';
import { visibleUnits } from './visible-units.ts';

/**
 * Takes the person's own last flip back (INV-37): its winner's right whatever the matrix says, within 60 s, and only while nobody has
 * changed the unit since (INV-39). Repeating it answers with the unit as the undo left it. What is read-only for lack of a
 * plan is so for undoing too (BIL-14, BIL-23).
 */
export async function undoFlip(context: RequestContext, input: UndoFlipInput): Promise<UndoFlipOutcome> {
  const unitId = decodeId('unit', input.unitId);
  if (!unitId) return UnitNotFound.make();
  return context.transaction((tx) => decideUndo(context, tx, unitId, input.expectedVersion));
}

async function decideUndo(
  context: RequestContext,
  tx: Transaction,
  unitId: string,
  expectedVersion: number,
): Promise<UndoFlipOutcome> {
  if (context.isGuest) await holdAllocation(tx, unitId);
  const visible = visibleUnits(context.passport);
  const [row] = await tx.query<Record<string, unknown>>(
    `select u.* from inventory.unit u where u.id = ? and ${visible.sql} for update`,
    [unitId, ...visible.parameters],
  );
  if (!row) return UnitNotFound.make();
  const unit = tx.em.map(Unit, row as never);
  const refusal = await refusalIn(context, tx, { projectIds: [unit.projectId], unitIds: [unitId] });
  if (refusal) return refusal;
  const isMine = unit.statusChangedBy === context.person.id;
  if (unit.availabilityVersion !== expectedVersion) {
    const isRepeated = isMine && unit.statusBefore === null && unit.availabilityVersion === expectedVersion + 1;
    if (isRepeated) return Object.assign(new UndoFlipSuccess(), { unit });
    return toConflict(context, tx, unit, winnerFacts(unit, expectedVersion), winnerNames(unit));
  }
  const age = tx.now.getTime() - unit.statusChangedAt.getTime();
  if (!isMine || !unit.statusBefore || age > UNDO_SECONDS * 1000) return UndoNotPossible.of(unit);
  return Object.assign(new UndoFlipSuccess(), { unit: await takeBack(context, tx, unit) });
}

async function takeBack(context: RequestContext, tx: Transaction, unit: Unit): Promise<Unit> {
  const { actor, onBehalfOf, actorOrgId, personal } = actorFacts(context);
  const [flip] = await tx.query<{
    data: { buyerBefore?: string | null; reservedByBefore?: string | null; reservedByOrgBefore?: string | null };
  }>('select data from inventory.event where org_id = ? and id = ?', [context.orgId, unit.lastFlipEventId]);
  const eventId = uuidv7(tx.now.getTime());
  tx.em.clear();
  const [row] = await tx.query<Record<string, unknown>>(
    `update inventory.unit u set status = u.status_before, status_before = null, availability_version = u.availability_version + 1,
       version = u.version + 1, status_changed_at = ?, last_flip_event_id = ?, channel = null, note = null,
       buyer_id = ?, reserved_by = ?, reserved_by_org_id = ?
     where u.org_id = ? and u.id = ? returning u.*`,
    [
      ...[tx.now, eventId, flip?.data.buyerBefore ?? null],
      ...[flip?.data.reservedByBefore ?? null, flip?.data.reservedByOrgBefore ?? null],
      ...[context.orgId, unit.id],
    ],
  );
  const undone = tx.em.map(Unit, row as never);
  await tx.emit({
    id: eventId,
    orgId: context.orgId,
    subjectType: 'unit',
    subjectId: unit.id,
    seq: undone.availabilityVersion,
    type: 'unit.status_undone',
    actor,
    onBehalfOf,
    data: {
      ...unitFacts(unit),
      actorOrgId,
      assignedOrgId: unit.assignedOrgId,
      before: { status: unit.status },
      after: { status: undone.status },
    },
    personal,
    piiClass: 'personal_meta',
  });
  return undone;
}
