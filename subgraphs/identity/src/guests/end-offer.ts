import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { Acting } from '../acting-person.ts';
import type { GuestGrant } from './guest-grant.ts';
import { inviteeFacts } from './invitee-facts.ts';

/** Makes an open offer to a guest dead, in a transaction in the host's scope. */
export async function endOffer(
  tx: Transaction,
  grant: GuestGrant,
  reason: 'withdrawn' | 'replaced' | 'inviter_gone' | 'workspace_deleted',
  by: Acting,
): Promise<void> {
  grant.status = 'withdrawn';
  grant.version += 1;
  await tx.em.flush();
  const invitee = await inviteeFacts(tx, grant);
  await tx.emit({
    orgId: grant.orgId,
    subjectType: 'guest_grant',
    subjectId: grant.id,
    seq: grant.version,
    type: 'guest_grant.offer_withdrawn',
    data: { projectId: grant.projectId, capabilities: grant.capabilities, reason, ...invitee.data },
    actor: by.actor,
    personal: { ...by.personal, ...invitee.personal },
    piiClass: 'personal_meta',
  });
}
