import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { Actor } from '@offplan/kernel/events/event';
import { uuidv7 } from '@offplan/kernel/ids';

/**
 * Erases what the audit log of one Organisation holds about a person (a user or a buyer, by UUID), in a transaction in that
 * Organisation's scope. The chain stays verifiable, because it holds commitments only (ID-71); the erasure itself is logged (ID-72).
 * Resolves with the number of fields erased.
 */
export async function erasePersonal(
  tx: Transaction,
  erasure: { personId: string; actor: Actor; reason: string },
): Promise<number> {
  const { personId, actor, reason } = erasure;
  const [row] = await tx.query<{ gone: string }>('select identity.erase_personal(?, ?, ?::jsonb, ?, ?, ?) as gone', [
    personId,
    uuidv7(tx.now.getTime()),
    JSON.stringify(actor),
    reason,
    tx.requestId,
    tx.now,
  ]);
  tx.eventsWereWritten();
  return Number(row!.gone);
}
