import { limitsToFit } from '@offplan/kernel/entitlements/plan-fit';
import { readEntitlements } from '@offplan/kernel/entitlements/read-entitlements';
import { TooManyKept } from '@offplan/kernel/graphql/too-many-kept';
import { NotPermitted } from '@offplan/kernel/graphql/user-errors';
import { decodeId } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { actingPerson } from '../acting-person.ts';
import { planRefusal } from '../organisations/plan-refusal.ts';
import { User } from '../users/user.ts';
import { mayNow } from './lock-team.ts';
import { Member } from './member.ts';
import type { KeepMembersInput } from './member-inputs.ts';
import { type KeepMembersOutcome, KeepMembersSuccess, MemberNotFound } from './member-results.ts';

/**
 * The Owner chooses whose seats stay when a plan has too few (BIL-23): before the day or after it, the whole list at once. The Owner always
 * has one, whether it is named or not. Of two choices at once one stands whole: whoever changes the team waits for each other.
 */
export async function keepMembers(context: RequestContext, input: KeepMembersInput): Promise<KeepMembersOutcome> {
  if (!context.may('change_billing')) return new NotPermitted();
  const ids = new Set(input.memberIds.map((id) => decodeId('member', id)));
  const { orgId } = context;
  return context.transaction(async (tx) => {
    if (!(await mayNow(context, tx, 'change_billing'))) return new NotPermitted();
    const plan = await readEntitlements(tx, orgId);
    const refusal = planRefusal(plan);
    if (refusal || !plan) return refusal!;
    const team = await tx.em.find(Member, { orgId, status: 'active' }, { orderBy: { joinedAt: 'asc', id: 'asc' } });
    const known = new Set<string | null>(team.map(({ id }) => id));
    if ([...ids].some((id) => !known.has(id))) return new MemberNotFound();
    const limit = limitsToFit(plan).teamMembers;
    const seats = team.filter(({ id, role }) => role === 'owner' || ids.has(id)).length;
    if (limit !== null && seats > limit) return TooManyKept.of(limit, plan.comingTier ?? plan.tier);
    const changed = team.filter(({ id, role, keptAt }) => role !== 'owner' && (keptAt !== null) !== ids.has(id));
    for (const member of changed) {
      member.keptAt = ids.has(member.id) ? tx.now : null;
      member.version += 1;
    }
    await tx.em.flush();
    const people = await tx.em.find(User, { id: { $in: changed.map(({ userId }) => userId) } });
    const names = new Map(people.map(({ id, name }) => [id, name]));
    const acting = actingPerson(context);
    await tx.emit(
      ...changed.map((member) => ({
        orgId,
        subjectType: 'member',
        subjectId: member.id,
        seq: member.version,
        type: 'member.kept',
        data: {
          userId: member.userId,
          before: { isKept: member.keptAt === null },
          after: { isKept: member.keptAt !== null },
        },
        ...acting,
        personal: { ...acting.personal, subjectName: names.get(member.userId)! },
      })),
    );
    return Object.assign(new KeepMembersSuccess(), { members: team });
  });
}
