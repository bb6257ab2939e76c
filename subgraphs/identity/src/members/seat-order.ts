import type { TierSlug } from '@offplan/kernel/entitlements/entitlements';
import { limitsToFit } from '@offplan/kernel/entitlements/plan-fit';
import { readEntitlements } from '@offplan/kernel/entitlements/read-entitlements';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { Field, Int, ObjectType } from 'type-graphql';
import { Member } from './member.ts';

/** The order in which a plan's seats are taken (BIL-23), over `identity.membership m`: the Owner, those whom it keeps, the longest there. */
export const SEAT_ORDER = `m.role <> 'owner', m.kept_at is null, m.joined_at, m.id`;

@ObjectType({ description: 'How the team fits a plan (BIL-23).' })
export class SeatFit {
  @Field(() => Int, { nullable: true, description: 'How many seats the plan has; null when they are not limited.' })
  limit!: number | null;

  @Field(() => [Member], { description: 'Those who work on: the Owner, those whom it keeps, then the longest there.' })
  staying!: Member[];

  @Field(() => [Member], { description: 'Those whose seats are read-only; nobody is removed.' })
  beyond!: Member[];
}

/** How the team fits a tier: the one asked about, else the coming one, else the present. Null for whoever does not decide about the plan. */
export async function seatFit(context: RequestContext, tier: TierSlug | null): Promise<SeatFit | null> {
  const { em, orgId } = context;
  if (!context.may('change_billing')) return null;
  const plan = await readEntitlements(em, orgId);
  if (!plan) return null;
  const limit = limitsToFit(plan, tier).teamMembers;
  const rows = (await em.execute(
    `select m.* from identity.membership m where m.org_id = ? and m.status = 'active' order by ${SEAT_ORDER}`,
    [orgId],
  )) as Record<string, unknown>[];
  const members = rows.map((row) => em.map(Member, row as never));
  const held = limit ?? members.length;
  return Object.assign(new SeatFit(), { limit, staying: members.slice(0, held), beyond: members.slice(held) });
}

/** UUIDs of the members of the workspace whose seats are beyond the plan in force. */
export async function membersBeyond({ em, orgId }: RequestContext): Promise<ReadonlySet<string>> {
  const rows = (await em.execute(
    `select r.id from identity.entitlement_mirror e
     cross join lateral (
       select m.id, row_number() over (order by ${SEAT_ORDER}) as place from identity.membership m
       where m.org_id = e.org_id and m.status = 'active') r
     where e.org_id = ? and e.status = 'active' and r.place > (e.limits->>'teamMembers')::int`,
    [orgId],
  )) as { id: string }[];
  return new Set(rows.map(({ id }) => id));
}
