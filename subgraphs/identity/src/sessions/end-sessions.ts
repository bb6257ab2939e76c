import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { PLATFORM_ORG_ID } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { actingPerson } from '../acting-person.ts';

/** Why a session ended. */
export type SessionEnd = 'signed_out' | 'revoked' | 'password_reset' | 'password_changed' | 'revived';

/**
 * Ends sessions of a person: the one of an id, all but one, or all. The event of each closes that session's open sockets (ID-4).
 * Resolves with how many there were.
 */
export async function endSessions(
  context: RequestContext,
  tx: Transaction,
  person: { id: string; name: string },
  which: { only: string } | { allBut: string } | 'all',
  reason: SessionEnd,
): Promise<number> {
  const [condition, parameters] =
    which === 'all' ? ['', []] : 'only' in which ? ['and id = ?', [which.only]] : ['and id <> ?', [which.allBut]];
  const ended = await tx.query<{ id: string }>(
    `update identity.session set ended_at = ? where user_id = ? and ended_at is null ${condition} returning id`,
    [tx.now, person.id, ...parameters],
  );
  await tx.within(PLATFORM_ORG_ID, () =>
    tx.emit(
      ...ended.map(({ id }) => ({
        orgId: PLATFORM_ORG_ID,
        subjectType: 'session',
        subjectId: id,
        seq: 2,
        type: 'session.ended',
        data: { userId: person.id, sessionId: id, reason },
        ...actingPerson(context, person),
      })),
    ),
  );
  return ended.length;
}
