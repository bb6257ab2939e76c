import type { TierSlug } from '@offplan/kernel/entitlements/entitlements';
import { limitsToFit } from '@offplan/kernel/entitlements/plan-fit';
import { readEntitlements } from '@offplan/kernel/entitlements/read-entitlements';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { Field, Int, ObjectType } from 'type-graphql';
import { loadOrganisation, OrganisationCard } from '../organisations/organisation-card.ts';

/** The guests of an Organisation in the order in which a plan holds them (BIL-23): those that the Owner keeps, then the first let in. */
export const GUESTS_IN_ORDER = `
  select g.guest_org_id as id, row_number() over (order by max(g.kept_at) is null, min(g.created_at), g.guest_org_id) as place
  from identity.guest_grant g where g.org_id = ? and g.status = 'active' group by g.guest_org_id`;

@ObjectType({
  description: 'How the guest Organisations that were let in fit a plan (BIL-23); open offers are not among them.',
})
export class GuestFit {
  @Field(() => Int, { nullable: true, description: 'How many the plan holds; null when they are not limited.' })
  limit!: number | null;

  @Field(() => [OrganisationCard], {
    description: 'Those who work on: the ones that the Owner keeps, then the first let in.',
  })
  staying!: OrganisationCard[];

  @Field(() => [OrganisationCard], { description: 'Those who read only; their allocation stays.' })
  beyond!: OrganisationCard[];
}

/** How the guests fit a tier: the one asked about, else the coming one, else the present. Null for whoever does not decide about the plan. */
export async function guestFit(context: RequestContext, tier: TierSlug | null): Promise<GuestFit | null> {
  const { em, orgId } = context;
  if (!context.may('change_billing')) return null;
  const plan = await readEntitlements(em, orgId);
  if (!plan) return null;
  const limit = limitsToFit(plan, tier).guestOrganisations;
  const rows = (await em.execute(`${GUESTS_IN_ORDER} order by place`, [orgId])) as { id: string }[];
  const guests = (await Promise.all(rows.map(({ id }) => loadOrganisation(context, id)))).flatMap((guest) =>
    guest ? [OrganisationCard.of(guest)] : [],
  );
  const held = limit ?? guests.length;
  return Object.assign(new GuestFit(), { limit, staying: guests.slice(0, held), beyond: guests.slice(held) });
}

/** UUIDs of the guest Organisations of the workspace that are beyond the plan in force. */
export async function guestsBeyond({ em, orgId }: RequestContext): Promise<ReadonlySet<string>> {
  const rows = (await em.execute(
    `select r.id from identity.entitlement_mirror e cross join (${GUESTS_IN_ORDER}) r
     where e.org_id = ? and e.status = 'active' and r.place > (e.limits->>'guestOrganisations')::int`,
    [orgId, orgId],
  )) as { id: string }[];
  return new Set(rows.map(({ id }) => id));
}
