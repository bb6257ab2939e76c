import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { authenticatorSeal } from './secrets.ts';
import { stepOfCode } from './totp.ts';

/** Whether a code of a person's authenticator app is right and was not used before; uses it up (ID-6). */
export async function useCode(
  context: RequestContext,
  tx: Transaction,
  userId: string,
  code: string,
  state: 'active' | 'pending' = 'active',
): Promise<boolean> {
  // Locked, so that one code cannot pass twice at once.
  const [row] = await tx.query<{ sealed_secret: Buffer; last_step: string }>(
    'select sealed_secret, last_step from identity.authenticator where user_id = ? and state = ? for update',
    [userId, state],
  );
  if (!row) return false;
  const secret = authenticatorSeal(context).open(userId, row.sealed_secret);
  const step = stepOfCode(secret, code, Number(row.last_step), tx.now);
  if (step === null) return false;
  await tx.query('update identity.authenticator set last_step = ? where user_id = ? and state = ?', [
    step,
    userId,
    state,
  ]);
  return true;
}
