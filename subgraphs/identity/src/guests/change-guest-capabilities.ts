import { readEntitlements } from '@offplan/kernel/entitlements/read-entitlements';
import { NotPermitted, ValidationFailed } from '@offplan/kernel/graphql/user-errors';
import { decodeId } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { actingPerson } from '../acting-person.ts';
import { mayNow } from '../members/lock-team.ts';
import { Organisation } from '../organisations/organisation.ts';
import { planRefusal } from '../organisations/plan-refusal.ts';
import { guestFacts } from './guest-facts.ts';
import { GuestGrant } from './guest-grant.ts';
import type { ChangeGuestCapabilitiesInput } from './guest-inputs.ts';
import { type ChangeGuestCapabilitiesOutcome, ChangeGuestCapabilitiesSuccess, GrantNotFound } from './guest-results.ts';

/** Changes what a guest may do in a project (ID-50), at once, on open connections too. Without `sales` its units return to the pool. */
export async function changeGuestCapabilities(
  context: RequestContext,
  input: ChangeGuestCapabilitiesInput,
): Promise<ChangeGuestCapabilitiesOutcome> {
  if (context.isGuest || !context.may('invite_guests')) return new NotPermitted();
  const capabilities = [...new Set(input.capabilities)].sort();
  if (capabilities.length === 0)
    return new ValidationFailed([
      {
        path: ['capabilities'],
        code: 'REQUIRED',
        message: 'Choose what the guest may do: sell, edit content, or both. Withdraw it to end its access.',
      },
    ]);
  const id = decodeId('grant', input.grantId);
  if (!id) return new GrantNotFound();
  const { orgId } = context;
  return context.transaction(async (tx) => {
    if (!(await mayNow(context, tx, 'invite_guests'))) return new NotPermitted();
    // A grant pauses as it is when the plan ends (BIL-18).
    const refusal = planRefusal(await readEntitlements(tx, orgId));
    if (refusal) return refusal;
    const grant = await tx.em.findOne(GuestGrant, { orgId, id, status: 'active' });
    if (!grant) return new GrantNotFound();
    const before = [...grant.capabilities].sort();
    if (before.join() === capabilities.join()) return Object.assign(new ChangeGuestCapabilitiesSuccess(), { grant });
    grant.capabilities = capabilities;
    grant.version += 1;
    await tx.em.flush();
    const guest = await tx.em.findOneOrFail(Organisation, { id: grant.guestOrgId! });
    await tx.emit({
      orgId,
      subjectType: 'guest_grant',
      subjectId: id,
      seq: grant.version,
      type: 'guest_grant.changed',
      data: { ...guestFacts(grant, guest), before: { capabilities: before }, after: { capabilities } },
      ...actingPerson(context),
    });
    return Object.assign(new ChangeGuestCapabilitiesSuccess(), { grant });
  });
}
