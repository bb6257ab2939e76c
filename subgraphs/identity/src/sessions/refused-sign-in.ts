import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { PLATFORM_ORG_ID, uuidv7 } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';

/** Why a sign-in was refused; for the log and the audit, never for whoever tried (ID-5). */
export type RefusedBecause = 'password' | 'unknown_account' | 'no_access' | 'second_factor' | 'passkey' | 'external';

/** Keeps a refused sign-in in the Platform's chain, with who tried as personal data, and says it in the log, without (security check 38). */
export async function recordRefusedSignIn(
  context: RequestContext,
  tx: Transaction,
  reason: RefusedBecause,
  who: { userId?: string | null; email?: string },
): Promise<void> {
  const { requestId, address } = context.facts;
  context.logger.info({ requestId, userId: who.userId ?? null, reason }, 'A sign-in was refused');
  await tx.within(PLATFORM_ORG_ID, () =>
    tx.emit({
      orgId: PLATFORM_ORG_ID,
      subjectType: 'sign_in',
      subjectId: uuidv7(tx.now.getTime()),
      seq: 1,
      type: 'sign_in.refused',
      actor: { kind: 'system' },
      data: { reason, concernsUserId: who.userId ?? null },
      personal: { ...(who.email ? { triedEmail: who.email } : {}), ...(address ? { triedAddress: address } : {}) },
      piiClass: 'personal_meta',
    }),
  );
}
