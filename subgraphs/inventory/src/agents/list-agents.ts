import { encodeId } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { visibleBuyers } from '../buyers/visible-buyers.ts';
import { UNIT_COUNTS, UnitCounts } from '../projects/unit-counts.ts';
import { Person } from '../units/people.ts';
import { visibleUnits } from '../units/visible-units.ts';
import { Agent } from './agent.ts';
import type { MemberMirror } from './member-mirror.ts';
import { readMembers, teamOf } from './team-of-viewer.ts';

/**
 * The people among whom the viewer distributes units and buyers: the host's team, or of a guest its own (INV-57, ID-55), by name; with
 * counts in one project or in the whole workspace. Who left is named while buyers wait for a handoff. Null for whoever distributes nothing.
 */
export async function listAgents(context: RequestContext, projectId: string | null): Promise<Agent[] | null> {
  const asked = projectId ?? undefined;
  const distributes =
    context.decide('assign_units_to_agents', asked) !== 'no' || context.decide('hand_over_buyers', asked) !== 'no';
  if (!distributes) return null;
  const [members, units, reservations, buyers] = await Promise.all([
    readMembers(context, teamOf(context)),
    countUnits(context, projectId),
    countReservations(context, projectId),
    countBuyers(context, projectId),
  ]);
  return members.flatMap((member) => {
    const agent = toAgent(context, member, { units, reservations, buyers });
    return agent && (agent.isActive || agent.buyers > 0) ? [agent] : [];
  });
}

function toAgent(
  context: RequestContext,
  member: MemberMirror,
  counts: { units: Map<string, UnitCounts>; reservations: Map<string, number>; buyers: Map<string, number> },
): Agent | null {
  if (!member.name) return null;
  const { guest } = context.passport;
  return Object.assign(new Agent(), {
    person: Object.assign(new Person(), {
      id: encodeId('user', member.userId),
      name: member.name,
      organisationName: guest?.organisationName ?? null,
    }),
    isActive: member.isActive,
    units: counts.units.get(member.userId) ?? UnitCounts.none(),
    reservations: counts.reservations.get(member.userId) ?? 0,
    buyers: counts.buyers.get(member.userId) ?? 0,
  });
}

/** Of a guest those assigned to its Organisation, of the host those of the internal pool. */
async function countUnits(context: RequestContext, projectId: string | null): Promise<Map<string, UnitCounts>> {
  const visible = visibleUnits(context.passport);
  const rows = (await context.em.execute(
    `select u.assigned_user_id as key, ${UNIT_COUNTS} from inventory.unit u
     where u.org_id = ? and u.assigned_user_id is not null and u.assigned_org_id is not distinct from ?::uuid
       and (?::uuid is null or u.project_id = ?) and ${visible.sql} group by u.assigned_user_id`,
    [context.orgId, context.passport.guest?.organisationId ?? null, projectId, projectId, ...visible.parameters],
  )) as (UnitCounts & { key: string })[];
  return new Map(rows.map(({ key, ...counts }) => [key, Object.assign(new UnitCounts(), counts)]));
}

async function countReservations(context: RequestContext, projectId: string | null): Promise<Map<string, number>> {
  const visible = visibleUnits(context.passport);
  const rows = (await context.em.execute(
    `select u.reserved_by as key, count(*)::int as count from inventory.unit u
     where u.org_id = ? and u.status = 'reserved' and u.reserved_by_org_id = ?
       and (?::uuid is null or u.project_id = ?) and ${visible.sql} group by u.reserved_by`,
    [context.orgId, teamOf(context), projectId, projectId, ...visible.parameters],
  )) as { key: string; count: number }[];
  return new Map(rows.map(({ key, count }) => [key, count]));
}

async function countBuyers(context: RequestContext, projectId: string | null): Promise<Map<string, number>> {
  const visible = visibleBuyers(context);
  const rows = (await context.em.execute(
    `select b.agent_user_id as key, count(*)::int as count from inventory.buyer b
     where b.org_id = ? and b.agent_org_id = ? and (?::uuid is null or b.project_id = ?) and ${visible.sql} group by b.agent_user_id`,
    [context.orgId, teamOf(context), projectId, projectId, ...visible.parameters],
  )) as { key: string; count: number }[];
  return new Map(rows.map(({ key, count }) => [key, count]));
}
