import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { NewEvent } from '@offplan/kernel/events/event';
import { uuidv7 } from '@offplan/kernel/ids';
import { SalesChannel } from '../units/sales-channel.ts';
import { unitFacts, winnerFacts, winnerNames } from '../units/status-events.ts';
import { Unit } from '../units/unit.ts';
import type { PlannedFlip } from './dry-run.ts';
import { type ImportStarter, starterFacts } from './import-events.ts';
import type { StoredConflict } from './import-result.ts';

/**
 * Sets the statuses that the dry run showed, each by compare-and-swap on the version that it saw (INV-23). A unit that somebody changed
 * since keeps its status: the loser's event and the result name the winner. Whoever started the import may undo a status like one set by
 * hand (INV-37). Returns the UUIDs of the units that were set.
 */
export async function writeFlips(
  tx: Transaction,
  orgId: string,
  flips: readonly PlannedFlip[],
  starter: ImportStarter,
): Promise<{ won: string[]; conflicts: StoredConflict[] }> {
  if (flips.length === 0) return { won: [], conflicts: [] };
  const before = await tx.query<Record<string, unknown>>(
    `select u.* from inventory.unit u where u.org_id = ? and u.id = any (?::uuid[])`,
    [orgId, `{${flips.map(({ unitId }) => unitId).join(',')}}`],
  );
  const units = new Map(before.map((row) => [row.id as string, tx.em.map(Unit, row as never)]));
  const eventIds = new Map(flips.map(({ unitId }) => [unitId, uuidv7(tx.now.getTime())]));
  const won = await tx.query<{ id: string; availability_version: number }>(
    `update inventory.unit u set status = r.status, availability_version = u.availability_version + 1, version = u.version + 1,
       status_before = u.status, last_flip_event_id = r.event_id, status_changed_at = ?, status_changed_by = ?, status_changed_by_name = ?,
       status_changed_by_org_id = ?, status_changed_by_org_name = ?, channel = 'import', note = null,
       buyer_id = case when u.status = 'reserved' and r.status = 'sold' then u.buyer_id end,
       reserved_by = case when u.status = 'reserved' and r.status = 'sold' then u.reserved_by end,
       reserved_by_org_id = case when u.status = 'reserved' and r.status = 'sold' then u.reserved_by_org_id end
     from jsonb_to_recordset(?::jsonb) as r(id uuid, status text, expected integer, event_id uuid)
     where u.org_id = ? and u.id = r.id and u.availability_version = r.expected returning u.id, u.availability_version`,
    [
      ...[tx.now, starter.userId, starter.name, starter.orgId, starter.orgName],
      JSON.stringify(
        flips.map(({ unitId, to, expectedVersion }) => ({
          id: unitId,
          status: to,
          expected: expectedVersion,
          event_id: eventIds.get(unitId),
        })),
      ),
      orgId,
    ],
  );
  const versions = new Map(won.map((row) => [row.id, row.availability_version]));
  const conflicts: StoredConflict[] = [];
  const events: NewEvent[] = [];
  for (const flip of flips) {
    const unit = units.get(flip.unitId)!;
    const version = versions.get(flip.unitId);
    if (version === undefined) {
      conflicts.push(toConflict(unit));
      events.push(conflictEvent(unit, flip, starter));
    } else events.push({ ...changedEvent(unit, flip, starter, version), id: eventIds.get(flip.unitId)! });
  }
  await tx.emit(...events);
  return { won: [...versions.keys()], conflicts };
}

function changedEvent(unit: Unit, { to }: PlannedFlip, starter: ImportStarter, version: number): NewEvent {
  return {
    ...starterFacts(starter),
    ...{ orgId: unit.orgId, subjectType: 'unit', subjectId: unit.id, seq: version, type: 'unit.status_changed' },
    data: {
      ...unitFacts(unit),
      actorOrgId: starter.orgId,
      assignedOrgId: unit.assignedOrgId,
      before: { status: unit.status },
      buyerBefore: unit.buyerId,
      reservedByBefore: unit.reservedBy,
      reservedByOrgBefore: unit.reservedByOrgId,
      after: { status: to },
      channel: SalesChannel.IMPORT,
    },
  };
}

function conflictEvent(unit: Unit, { to, expectedVersion }: PlannedFlip, starter: ImportStarter): NewEvent {
  const facts = starterFacts(starter);
  return {
    ...facts,
    ...{ orgId: unit.orgId, subjectType: 'unit', subjectId: unit.id },
    ...{ seq: unit.availabilityVersion, type: 'unit.status_conflict' },
    data: {
      ...unitFacts(unit),
      actorOrgId: starter.orgId,
      assignedOrgId: unit.assignedOrgId,
      attempted: to,
      channel: SalesChannel.IMPORT,
      ...winnerFacts(unit, expectedVersion),
    },
    personal: { ...facts.personal, ...winnerNames(unit) },
  };
}

function toConflict(unit: Unit): StoredConflict {
  return {
    unitId: unit.id,
    unitNumber: unit.number,
    status: unit.status,
    occurredAt: unit.statusChangedAt.toISOString(),
    winner: {
      userId: unit.statusChangedBy,
      name: unit.statusChangedByName,
      orgId: unit.statusChangedByOrgId,
      orgName: unit.statusChangedByOrgName,
    },
  };
}
