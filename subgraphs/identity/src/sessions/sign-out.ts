import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { endSessions } from './end-sessions.ts';
import { hashToken } from './token.ts';

/** Ends a session. A token that opens none is fine: the person is signed out either way. */
export async function signOut(context: RequestContext, token: string): Promise<void> {
  await context.db.transaction({ requestId: context.facts.requestId }, async (tx) => {
    const [session] = await tx.query<{ id: string; user_id: string; name: string }>(
      `select s.id, s.user_id, u.name from identity.session s join identity."user" u on u.id = s.user_id
       where s.token_hash = decode(?, 'hex') and s.ended_at is null`,
      [hashToken(token)],
    );
    if (session)
      await endSessions(context, tx, { id: session.user_id, name: session.name }, { only: session.id }, 'signed_out');
  });
}
