import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { NotPermitted, ValidationFailed } from '@offplan/kernel/graphql/user-errors';
import { decodeId } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { Buyer } from '../buyers/buyer.ts';
import { visibleBuyers } from '../buyers/visible-buyers.ts';
import { refusalIn } from '../projects/refusal-of-plan.ts';
import { actorFacts, unitFacts } from '../units/status-events.ts';
import { Unit } from '../units/unit.ts';
import { findVisibleUnits } from '../units/visible-units.ts';
import { type BuyersToHandOver, type HandOverBuyersInput, MOST_BUYERS_AT_ONCE } from './agent-inputs.ts';
import { AgentNotFound, BuyerNotFound, type HandOverBuyersOutcome, HandOverBuyersSuccess } from './agent-results.ts';
import { holdColleague, loadMemberName, teamOf } from './team-of-viewer.ts';

type Colleague = { userId: string; name: string | null };

/**
 * Passes buyers to another agent: chosen ones, or all of one agent's (INV-54). A handoff moves the right to act on reservations made for
 * these buyers too (ID-49). The host's managers pass any buyer to somebody of their team, also one that a withdrawn guest left behind
 * (ID-53); a guest's managers pass buyers within their own Organisation (ID-55).
 */
export async function handOverBuyers(
  context: RequestContext,
  input: HandOverBuyersInput,
): Promise<HandOverBuyersOutcome> {
  if (context.decide('hand_over_buyers') === 'no') return new NotPermitted();
  const choice = readChoice(input.buyers);
  if (choice instanceof ValidationFailed || choice instanceof BuyerNotFound) return choice;
  return context.transaction(async (tx) => {
    const agent = await holdColleague(context, tx, decodeId('user', input.toAgentId));
    const buyers = await lockVisible(context, tx, choice);
    const refusal = await refusalIn(context, tx, { projectIds: buyers.map(({ projectId }) => projectId) });
    if (refusal) return refusal;
    if ('ids' in choice && buyers.length < choice.ids.length) return BuyerNotFound.make();
    if (!agent) return AgentNotFound.make();
    const changed = await pass(context, tx, buyers, agent);
    const units = await passReservations(context, tx, changed, agent);
    return Object.assign(new HandOverBuyersSuccess(), {
      buyers: await readBuyers(tx, context.orgId, changed),
      units: await readVisibleUnits(context, tx, units),
    });
  });
}

type Choice = { ids: string[] } | { agentUserId: string | null };

function readChoice({ buyerIds, agentId }: BuyersToHandOver): Choice | ValidationFailed | BuyerNotFound {
  if (!buyerIds) return { agentUserId: decodeId('user', agentId!) };
  if (buyerIds.length < 1 || buyerIds.length > MOST_BUYERS_AT_ONCE)
    return new ValidationFailed([
      { path: ['buyers', 'buyerIds'], code: 'BAD_LENGTH', message: `Choose 1 to ${MOST_BUYERS_AT_ONCE} buyers.` },
    ]);
  const ids = new Set<string>();
  for (const buyerId of buyerIds) {
    const id = decodeId('buyer', buyerId);
    if (!id) return BuyerNotFound.make();
    ids.add(id);
  }
  return { ids: [...ids] };
}

async function lockVisible(context: RequestContext, tx: Transaction, choice: Choice): Promise<Buyer[]> {
  const visible = visibleBuyers(context);
  const [sql, parameter] =
    'ids' in choice
      ? ['b.id = any (?::uuid[])', `{${choice.ids.join(',')}}`]
      : ['b.agent_user_id = ?::uuid', choice.agentUserId];
  const rows = await tx.query<Record<string, unknown>>(
    `select b.* from inventory.buyer b where b.org_id = ? and ${sql} and ${visible.sql} order by b.id for no key update of b`,
    [context.orgId, parameter, ...visible.parameters],
  );
  return rows.map((row) => tx.em.map(Buyer, row as never));
}

/** Returns the buyers that changed hands: of somebody else, or of the same person before it left. */
async function pass(
  context: RequestContext,
  tx: Transaction,
  buyers: readonly Buyer[],
  agent: Colleague,
): Promise<Buyer[]> {
  const teamId = teamOf(context);
  const changed = buyers.filter(
    (buyer) => buyer.agentUserId !== agent.userId || buyer.agentOrgId !== teamId || buyer.agentLeftAt !== null,
  );
  if (changed.length === 0) return [];
  await tx.query(
    `update inventory.buyer set agent_user_id = ?, agent_org_id = ?, agent_since = ?, agent_left_at = null, version = version + 1
     where org_id = ? and id = any (?::uuid[])`,
    [agent.userId, teamId, tx.now, context.orgId, `{${changed.map(({ id }) => id).join(',')}}`],
  );
  const { actor, onBehalfOf, actorOrgId, personal } = actorFacts(context);
  const events = changed.map(async (buyer) => {
    const nameBefore = await loadMemberName(context, buyer.agentOrgId, buyer.agentUserId);
    return {
      orgId: context.orgId,
      subjectType: 'buyer',
      subjectId: buyer.id,
      seq: buyer.version + 1,
      type: 'buyer.handed_over',
      actor,
      onBehalfOf,
      data: {
        projectId: buyer.projectId,
        buyerId: buyer.id,
        actorOrgId,
        agentUserId: agent.userId,
        agentBeforeUserId: buyer.agentUserId,
        before: { agentUserId: buyer.agentUserId, agentOrgId: buyer.agentOrgId },
        after: { agentUserId: agent.userId, agentOrgId: teamId },
      },
      personal: {
        ...personal,
        buyerName: buyer.name,
        ...(agent.name ? { agentName: agent.name } : {}),
        ...(nameBefore ? { agentBeforeName: nameBefore } : {}),
      },
      piiClass: 'sensitive' as const,
    };
  });
  await tx.emit(...(await Promise.all(events)));
  return changed;
}

/** The right to act on the reservations of these buyers: a guest's managers pass those of their own Organisation. Returns the units' ids. */
async function passReservations(
  context: RequestContext,
  tx: Transaction,
  buyers: readonly Buyer[],
  agent: Colleague,
): Promise<string[]> {
  if (buyers.length === 0) return [];
  const teamId = teamOf(context);
  const found = await tx.query<Record<string, unknown>>(
    `select u.* from inventory.unit u where u.org_id = ? and u.buyer_id = any (?::uuid[]) and u.status = 'reserved'
       and (u.reserved_by is distinct from ?::uuid or u.reserved_by_org_id is distinct from ?::uuid)
       and (?::boolean or u.reserved_by_org_id = ?)
     order by u.id for no key update of u`,
    [
      ...[context.orgId, `{${buyers.map(({ id }) => id).join(',')}}`, agent.userId, teamId],
      ...[!context.isGuest, teamId],
    ],
  );
  const units = found.map((row) => tx.em.map(Unit, row as never));
  if (units.length === 0) return [];
  await tx.query(
    'update inventory.unit set reserved_by = ?, reserved_by_org_id = ?, version = version + 1 where org_id = ? and id = any (?::uuid[])',
    [agent.userId, teamId, context.orgId, `{${units.map(({ id }) => id).join(',')}}`],
  );
  const { actor, onBehalfOf, actorOrgId, personal } = actorFacts(context);
  const events = units.map(async (unit) => {
    const nameBefore =
      unit.reservedBy && unit.reservedByOrgId
        ? await loadMemberName(context, unit.reservedByOrgId, unit.reservedBy)
        : null;
    return {
      orgId: context.orgId,
      subjectType: 'unit',
      subjectId: unit.id,
      seq: unit.version + 1,
      type: 'unit.reservation_moved',
      actor,
      onBehalfOf,
      data: {
        ...unitFacts(unit),
        actorOrgId,
        assignedOrgId: unit.assignedOrgId,
        agentOrgId: teamId,
        agentUserId: agent.userId,
        agentBeforeUserId: unit.reservedBy,
        before: { reservedBy: unit.reservedBy },
        after: { reservedBy: agent.userId },
      },
      personal: {
        ...personal,
        ...(agent.name ? { agentName: agent.name } : {}),
        ...(nameBefore ? { agentBeforeName: nameBefore } : {}),
      },
      piiClass: 'personal_meta' as const,
    };
  });
  await tx.emit(...(await Promise.all(events)));
  return units.map(({ id }) => id);
}

async function readVisibleUnits(context: RequestContext, tx: Transaction, ids: readonly string[]): Promise<Unit[]> {
  tx.em.clear();
  return findVisibleUnits(tx.em, context.passport, {
    sql: 'u.id = any (?::uuid[])',
    parameters: [`{${ids.join(',')}}`],
  });
}

async function readBuyers(tx: Transaction, orgId: string, buyers: readonly Buyer[]): Promise<Buyer[]> {
  tx.em.clear();
  const rows = await tx.query<Record<string, unknown>>(
    'select b.* from inventory.buyer b where b.org_id = ? and b.id = any (?::uuid[]) order by b.id',
    [orgId, `{${buyers.map(({ id }) => id).join(',')}}`],
  );
  return rows.map((row) => tx.em.map(Buyer, row as never));
}
