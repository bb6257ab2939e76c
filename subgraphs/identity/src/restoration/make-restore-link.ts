import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { uuidv7 } from '@offplan/kernel/ids';
import { ACTING_SYSTEM, type Acting } from '../acting-person.ts';
import { hashToken, newToken } from '../sessions/token.ts';

/** How long a link works with which an archived Organisation is brought back. */
const LINK_MILLISECONDS = 7 * 86_400_000;

/** Makes the link with which the Owner of an archived Organisation brings it back (BIL-29), in the Organisation's scope. */
export async function makeRestoreLink(
  tx: Transaction,
  { orgId, userId, appUrl }: { orgId: string; userId: string; appUrl: string },
  by: Acting = ACTING_SYSTEM,
): Promise<{ link: string; expiresAt: Date }> {
  const token = newToken();
  const id = uuidv7(tx.now.getTime());
  const expiresAt = new Date(tx.now.getTime() + LINK_MILLISECONDS);
  await tx.query(
    `insert into identity.restore_link (org_id, id, user_id, token_hash, created_at, expires_at) values (?, ?, ?, decode(?, 'hex'), ?, ?)`,
    [orgId, id, userId, hashToken(token), tx.now, expiresAt],
  );
  await tx.emit({
    orgId,
    subjectType: 'restore_link',
    subjectId: id,
    seq: 1,
    type: 'restore_link.made',
    data: { userId, expiresAt: expiresAt.toISOString() },
    ...by,
  });
  return { link: `${appUrl}/restore/${token}`, expiresAt };
}
