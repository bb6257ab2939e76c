import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { PlanLimits } from '@offplan/kernel/entitlements/entitlements';
import { type HeldPlan, isBeyond, leastTierFor } from '@offplan/kernel/entitlements/plan-fit';
import type { Passport } from '@offplan/kernel/passport/passport';
import { GUESTS_IN_ORDER } from '../guests/guest-order.ts';
import { SEAT_ORDER } from '../members/seat-order.ts';

type Place = { place: number | null };

/**
 * Says in a passport which plan its workspace has, and whether the viewer's seat there, or the place of the guest for which it acts, is
 * beyond it (BIL-23). Places are counted only where the plan has a limit.
 */
export async function withPlan(tx: Transaction, passport: Passport): Promise<Passport> {
  const { organisation, guest, user } = passport;
  if (!organisation || !user) return passport;
  const cap: keyof PlanLimits = guest ? 'guestOrganisations' : 'teamMembers';
  const [places, parameters] = guest
    ? [`select r.place from (${GUESTS_IN_ORDER}) r where r.id = ?`, [organisation.id, guest.organisationId]]
    : [
        `select r.place from (
           select m.user_id, row_number() over (order by ${SEAT_ORDER}) as place from identity.membership m
           where m.org_id = ? and m.status = 'active') r where r.user_id = ?`,
        [organisation.id, user.id],
      ];
  const plan = await tx.within(organisation.id, async () => {
    const [row] = await tx.query<HeldPlan & Place & { version: string }>(
      `select e.version, e.tier, e.status, e.limits, e.tier_limits as "tierLimits",
         case when e.status = 'active' and e.limits->>'${cap}' is not null then (${places})::int end as place
       from identity.entitlement_mirror e where e.org_id = ?`,
      [...parameters, organisation.id],
    );
    return row;
  });
  if (!plan) return passport;
  const stated: Passport = { ...passport, planVersion: Number(plan.version) };
  if (plan.place === null || !isBeyond(plan, cap, plan.place)) return stated;
  return { ...stated, beyondPlan: { leastTier: guest ? null : leastTierFor(plan, cap, plan.place) } };
}
