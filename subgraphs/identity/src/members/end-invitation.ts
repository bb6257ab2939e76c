import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { Acting } from '../acting-person.ts';
import type { Invitation } from './invitation.ts';

/** Makes an open invitation dead, in a transaction in its Organisation's scope. */
export async function endInvitation(
  tx: Transaction,
  invitation: Invitation,
  reason: 'revoked' | 'replaced' | 'inviter_gone' | 'workspace_deleted',
  by: Acting,
): Promise<void> {
  invitation.status = 'revoked';
  invitation.version += 1;
  await tx.em.flush();
  await tx.emit({
    orgId: invitation.orgId,
    subjectType: 'invitation',
    subjectId: invitation.id,
    seq: invitation.version,
    type: 'member.invitation_revoked',
    data: { reason },
    actor: by.actor,
    personal: { ...by.personal, email: invitation.email },
    piiClass: 'personal_meta',
  });
}
