import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { limitsToFit } from '@offplan/kernel/entitlements/plan-fit';
import { readEntitlements } from '@offplan/kernel/entitlements/read-entitlements';
import { TooManyKept } from '@offplan/kernel/graphql/too-many-kept';
import { NotPermitted } from '@offplan/kernel/graphql/user-errors';
import { decodeId } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { actingPerson } from '../acting-person.ts';
import { mayNow } from '../members/lock-team.ts';
import { planRefusal } from '../organisations/plan-refusal.ts';
import { GuestGrant } from './guest-grant.ts';
import type { KeepGuestsInput } from './guest-inputs.ts';
import { GUESTS_IN_ORDER } from './guest-order.ts';
import { GuestOrganisationNotFound, type KeepGuestsOutcome, KeepGuestsSuccess } from './guest-results.ts';

interface GuestInOrder {
  id: string;
  name: string;
}

/**
 * The Owner chooses which guest Organisations stay when a plan does not hold all of them (BIL-23): before the day or after it, the whole
 * list at once. It is stored with their grants, all of one guest's alike.
 */
export async function keepGuests(context: RequestContext, input: KeepGuestsInput): Promise<KeepGuestsOutcome> {
  if (!context.may('change_billing')) return new NotPermitted();
  const ids = new Set(input.organisationIds.map((id) => decodeId('org', id)));
  const { orgId } = context;
  return context.transaction(async (tx) => {
    if (!(await mayNow(context, tx, 'change_billing'))) return new NotPermitted();
    const plan = await readEntitlements(tx, orgId);
    const refusal = planRefusal(plan);
    if (refusal || !plan) return refusal!;
    const before = await inOrder(tx, orgId);
    const known = new Set<string | null>(before.map(({ id }) => id));
    if ([...ids].some((id) => !known.has(id))) return GuestOrganisationNotFound.make();
    const limit = limitsToFit(plan).guestOrganisations;
    if (limit !== null && ids.size > limit) return TooManyKept.of(limit, plan.comingTier ?? plan.tier);
    await tx.query(
      `update identity.guest_grant set kept_at = case when guest_org_id = any (?::uuid[]) then coalesce(kept_at, ?::timestamptz) end
       where org_id = ? and status = 'active'`,
      [`{${[...ids].join(',')}}`, tx.now, orgId],
    );
    const after = await inOrder(tx, orgId);
    const [earlier] = await tx.query<{ times: number }>(
      `select count(*)::int as times from identity.event where org_id = ? and subject_id = ? and type = 'guests.kept'`,
      [orgId, orgId],
    );
    const namesOf = (guests: readonly GuestInOrder[]) =>
      guests
        .slice(0, limit ?? ids.size)
        .map(({ name }) => name)
        .join(', ');
    await tx.emit({
      orgId,
      subjectType: 'organisation',
      subjectId: orgId,
      seq: earlier!.times + 1,
      type: 'guests.kept',
      data: {
        label: namesOf(after),
        before: { guests: namesOf(before) },
        after: { guests: namesOf(after) },
      },
      ...actingPerson(context),
    });
    tx.em.clear();
    const grants = await tx.em.find(GuestGrant, { orgId, status: 'active' }, { orderBy: { id: 'desc' } });
    return Object.assign(new KeepGuestsSuccess(), { grants });
  });
}

function inOrder(tx: Transaction, orgId: string): Promise<GuestInOrder[]> {
  return tx.query<GuestInOrder>(
    `select r.id, o.name from (${GUESTS_IN_ORDER}) r join identity.organisation o on o.id = r.id order by r.place`,
    [orgId],
  );
}
