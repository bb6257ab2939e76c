import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { optionsOf } from '../options.ts';
import { hashToken } from './token.ts';

export interface LiveSession {
  id: string;
  user_id: string;
  name: string;
  last_used_at: Date;
  proven_at: Date;
}

/** The session of a token, unless it has ended or expired (ID-4). */
export async function findLiveSession(
  context: RequestContext,
  tx: Transaction,
  token: string,
): Promise<LiveSession | null> {
  const { usedAfter, begunAfter } = liveSince(context, tx.now);
  const [session] = await tx.query<LiveSession>(
    `select s.id, s.user_id, u.name, s.last_used_at, s.proven_at from identity.session s join identity."user" u on u.id = s.user_id
     where s.token_hash = decode(?, 'hex') and s.ended_at is null and s.last_used_at > ? and s.created_at > ?`,
    [hashToken(token), usedAfter, begunAfter],
  );
  return session ?? null;
}

/** Whether a session of a person still lives. It cannot end before the transaction does. */
export async function staysLive(
  context: RequestContext,
  tx: Transaction,
  session: { id: string; userId: string },
): Promise<boolean> {
  const { usedAfter, begunAfter } = liveSince(context, tx.now);
  const rows = await tx.query(
    `select from identity.session where id = ? and user_id = ? and ended_at is null and last_used_at > ? and created_at > ? for update`,
    [session.id, session.userId, usedAfter, begunAfter],
  );
  return rows.length > 0;
}

/** A session that was used after `usedAfter` and began after `begunAfter` has not expired (ID-4). */
export function liveSince(context: RequestContext, now: Date): { usedAfter: Date; begunAfter: Date } {
  const { sessionIdleSeconds, sessionAbsoluteSeconds } = optionsOf(context);
  const before = (seconds: number) => new Date(now.getTime() - seconds * 1000);
  return { usedAfter: before(sessionIdleSeconds), begunAfter: before(sessionAbsoluteSeconds) };
}
