import { PLATFORM_ORG_ID } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { actingPerson } from '../acting-person.ts';
import { hashToken } from './token.ts';

/** Ends a session. A token that opens none is fine: the person is signed out either way. */
export async function signOut(context: RequestContext, token: string): Promise<void> {
  await context.db.transaction({ orgId: PLATFORM_ORG_ID, requestId: context.facts.requestId }, async (tx) => {
    const [session] = await tx.query<{ id: string; user_id: string; name: string }>(
      `update identity.session s set ended_at = ? from identity."user" u
       where s.token_hash = decode(?, 'hex') and s.ended_at is null and u.id = s.user_id returning s.id, s.user_id, u.name`,
      [tx.now, hashToken(token)],
    );
    if (!session) return;
    await tx.emit({
      orgId: PLATFORM_ORG_ID,
      subjectType: 'session',
      subjectId: session.id,
      seq: 2,
      type: 'session.ended',
      data: { userId: session.user_id, sessionId: session.id },
      ...actingPerson(context, { id: session.user_id, name: session.name }),
    });
  });
}
