import { type Connection, type Page, toConnection } from '@offplan/kernel/graphql/connection';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import type { AllocationMode } from '../projects/project.ts';
import { showPerson } from './people.ts';
import type { SalesChannel } from './sales-channel.ts';
import { maySeeDeal } from './see-deal.ts';
import { showValue } from './show-value.ts';
import type { Unit } from './unit.ts';
import { UnitEvent, UnitFieldChange } from './unit-event.ts';
import type { UnitStatus } from './unit-status.ts';

interface EventRow {
  id: string;
  position: string;
  type: string;
  actor: { kind: string; id?: string };
  data: Record<string, unknown> & { before?: Record<string, unknown>; after?: Record<string, unknown> };
  personal: Record<string, string>;
  occurred_at: Date;
}

/**
 * A unit's history, newest first (INV-36, INV-68). A guest reads what concerns it: changes of status and of the unit itself, and who of
 * its own people looks after the unit, not how other guests were assigned units nor who lost to whom outside its own Organisation.
 */
export async function unitHistory(
  context: RequestContext,
  unit: Unit,
  mode: AllocationMode,
  page: Page,
): Promise<Connection<UnitEvent>> {
  const guestOrgId = context.passport.guest?.organisationId ?? null;
  const rows = (await context.em.execute(
    `select id, position, type, actor, data, personal, occurred_at from inventory.event
     where org_id = ? and subject_id = ? and (?::bigint is null or position < ?::bigint)
       and (?::uuid is null or type not in ('unit.assigned', 'unit.status_conflict', 'unit.assigned_to_agent', 'unit.moved_up', 'unit.reservation_moved')
         or (type = 'unit.status_conflict' and data ->> 'actorOrgId' = ?)
         or (type in ('unit.assigned_to_agent', 'unit.moved_up', 'unit.reservation_moved') and data ->> 'agentOrgId' = ?))
     order by position desc limit ?`,
    [
      unit.orgId,
      unit.id,
      page.after?.[0] ?? null,
      page.after?.[0] ?? null,
      guestOrgId,
      guestOrgId,
      guestOrgId,
      page.limit + 1,
    ],
  )) as EventRow[];
  const connection = toConnection(rows, page, (row) => [row.position]);
  const edges = connection.edges.map(async ({ cursor, node }) => ({
    cursor,
    node: await toUnitEvent(context, mode, node),
  }));
  return { ...connection, edges: await Promise.all(edges) };
}

async function toUnitEvent(context: RequestContext, mode: AllocationMode, row: EventRow): Promise<UnitEvent> {
  const { data, personal, actor } = row;
  const text = (value: unknown) => (value === undefined ? undefined : ((value as string | null) ?? null));
  const isDealVisible = await maySeeDeal(context, {
    buyerId: text(data.buyerId) ?? null,
    actorId: actor.id ?? null,
    actorOrgId: text(data.actorOrgId) ?? null,
  });
  // People are told by name, in fields of their own.
  const { status: before, agentUserId: _, reservedBy: __, ...beforeFields } = data.before ?? {};
  const { status: after, agentUserId: ___, reservedBy: ____, ...afterFields } = data.after ?? {};
  const agent = (userId: unknown, name: string | undefined) =>
    showPerson(context.passport, mode, {
      userId: text(userId) ?? null,
      name: name ?? null,
      orgId: text(data.agentOrgId) ?? null,
      orgName: null,
    });
  return Object.assign(new UnitEvent(), {
    id: row.id,
    type: row.type,
    occurredAt: new Date(row.occurred_at),
    actor: showPerson(context.passport, mode, {
      userId: actor.id ?? null,
      name: personal.actorName ?? null,
      orgId: text(data.actorOrgId) ?? null,
      orgName: personal.actorOrganisation ?? null,
    }),
    from: (before as UnitStatus | undefined) ?? null,
    to: (after as UnitStatus | undefined) ?? (data.attempted as UnitStatus | undefined) ?? null,
    channel: isDealVisible ? ((data.channel as SalesChannel | undefined) ?? null) : null,
    note: isDealVisible ? (personal.note ?? null) : null,
    buyerName: isDealVisible ? (personal.buyerName ?? null) : null,
    changes: fieldChanges(beforeFields, afterFields),
    agentBefore: agent(data.agentBeforeUserId, personal.agentBeforeName),
    agent: agent(data.agentUserId, personal.agentName),
    winner:
      row.type === 'unit.status_conflict'
        ? showPerson(context.passport, mode, {
            userId: text(data.winnerId) ?? null,
            name: personal.winnerName ?? null,
            orgId: text(data.winnerOrgId) ?? null,
            orgName: personal.winnerOrganisation ?? null,
          })
        : null,
  });
}

function fieldChanges(before: Record<string, unknown>, after: Record<string, unknown>): UnitFieldChange[] {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return fields.map((field) =>
    Object.assign(new UnitFieldChange(), { field, before: showValue(before[field]), after: showValue(after[field]) }),
  );
}
