import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { EventData, NewEvent } from '@offplan/kernel/events/event';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { readAllocationMode } from '../projects/read-allocation-mode.ts';
import type { FlipForm } from './flip-form.ts';
import { UnitStatusConflict } from './flip-results.ts';
import { actsFor, showPerson } from './people.ts';
import type { Unit } from './unit.ts';
import type { UnitStatus } from './unit-status.ts';

/** Facts that every event about a unit carries, so that readers need no look-up. */
export function unitFacts(unit: Unit): EventData {
  return { label: unit.number, projectId: unit.projectId, buildingId: unit.buildingId };
}

/** Who acts, in the shape that events keep: ids in the open part, names in the personal one. */
export function actorFacts(
  context: RequestContext,
): Pick<NewEvent, 'actor' | 'onBehalfOf'> & { actorOrgId: string; personal: Record<string, string> } {
  const org = actsFor(context.passport);
  const { guest } = context.passport;
  return {
    actor: context.actor,
    onBehalfOf: guest?.organisationId ?? null,
    actorOrgId: org.id,
    personal: {
      actorName: context.person.name,
      ...(guest ? { actorOrganisation: org.name } : {}),
      ...(context.facts.address ? { address: context.facts.address } : {}),
    },
  };
}

/** The winner's event: `unit.status_changed`. */
export function statusChangedEvent(
  context: RequestContext,
  facts: { eventId: string; before: Unit; form: FlipForm; buyer: { id: string; name: string; contact: string } | null },
): NewEvent {
  const { actor, onBehalfOf, actorOrgId, personal } = actorFacts(context);
  const { before, form, buyer } = facts;
  return {
    id: facts.eventId,
    orgId: context.orgId,
    subjectType: 'unit',
    subjectId: before.id,
    seq: form.expectedVersion + 1,
    type: 'unit.status_changed',
    actor,
    onBehalfOf,
    data: {
      ...unitFacts(before),
      actorOrgId,
      assignedOrgId: before.assignedOrgId,
      before: { status: before.status },
      buyerBefore: before.buyerId,
      reservedByBefore: before.reservedBy,
      reservedByOrgBefore: before.reservedByOrgId,
      after: { status: form.to },
      ...(form.channel ? { channel: form.channel } : {}),
      ...(buyer ? { buyerId: buyer.id } : {}),
    },
    personal: {
      ...personal,
      ...(form.note ? { note: form.note } : {}),
      ...(buyer ? { buyerName: buyer.name, buyerContact: buyer.contact } : {}),
    },
    piiClass: buyer || form.note ? 'sensitive' : 'personal_meta',
  };
}

/** The loser's event: `unit.status_conflict`, with the winner as the unit shows it (INV-33). */
export function conflictEvent(
  context: RequestContext,
  facts: { eventId: string; unit: Unit; form: FlipForm },
): NewEvent {
  const { actor, onBehalfOf, actorOrgId, personal } = actorFacts(context);
  const { unit, form } = facts;
  return {
    id: facts.eventId,
    orgId: context.orgId,
    subjectType: 'unit',
    subjectId: unit.id,
    seq: unit.availabilityVersion,
    type: 'unit.status_conflict',
    actor,
    onBehalfOf,
    data: {
      ...unitFacts(unit),
      actorOrgId,
      assignedOrgId: unit.assignedOrgId,
      attempted: form.to,
      ...winnerFacts(unit, form.expectedVersion),
      ...(onBehalfOf && isOfAnotherGuest(unit, context.orgId, onBehalfOf) ? { hostOnly: WINNER_FIELDS } : {}),
    },
    personal: { ...personal, ...winnerNames(unit) },
    piiClass: 'personal_meta',
  };
}

/** Who the winner is: of one guest no other may learn it from its own log (INV-68). */
const WINNER_FIELDS = ['winnerId', 'winnerOrgId', 'winnerName', 'winnerOrganisation'];

function isOfAnotherGuest(unit: Unit, hostId: string, guestId: string): boolean {
  const winner = unit.statusChangedByOrgId;
  return winner !== null && winner !== hostId && winner !== guestId;
}

/** What a conflict says of the winner, as the unit shows it: ids and times. */
export function winnerFacts(unit: Unit, expectedVersion: number): EventData {
  return {
    expectedVersion,
    actualVersion: unit.availabilityVersion,
    status: unit.status,
    wonAt: unit.statusChangedAt.toISOString(),
    winnerId: unit.statusChangedBy,
    winnerOrgId: unit.statusChangedByOrgId,
  };
}

/** The personal part of the same. */
export function winnerNames(unit: Unit): Record<string, string> {
  return {
    ...(unit.statusChangedByName ? { winnerName: unit.statusChangedByName } : {}),
    ...(unit.statusChangedByOrgName ? { winnerOrganisation: unit.statusChangedByOrgName } : {}),
  };
}

/** The loser's answer, from its event: the same now and when the key is repeated. */
export async function toConflict(
  context: RequestContext,
  tx: Transaction,
  unit: Unit,
  data: EventData,
  personal: Record<string, string>,
): Promise<UnitStatusConflict> {
  const mode = await readAllocationMode(tx, unit.projectId);
  const winner = showPerson(context.passport, mode, {
    userId: (data.winnerId as string | null) ?? null,
    name: personal.winnerName ?? null,
    orgId: (data.winnerOrgId as string | null) ?? null,
    orgName: personal.winnerOrganisation ?? null,
  });
  return Object.assign(new UnitStatusConflict(), {
    code: 'UNIT_STATUS_CONFLICT',
    message: `${winner?.name ?? 'Somebody'} changed this unit first. Nothing of yours was written.`,
    unit,
    expectedVersion: data.expectedVersion as number,
    actualVersion: data.actualVersion as number,
    status: data.status as UnitStatus,
    occurredAt: new Date(data.wonAt as string),
    winner,
  });
}
