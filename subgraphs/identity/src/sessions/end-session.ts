import { decodeId } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { endSessions } from './end-sessions.ts';
import { EndOtherSessionsSuccess, type EndSessionOutcome, EndSessionSuccess, SessionNotFound } from './list-results.ts';

/** Ends one of the viewer's own sessions, also the one that asks (ID-4). */
export async function endSession(context: RequestContext, sessionId: string): Promise<EndSessionOutcome> {
  const id = decodeId('session', sessionId);
  const { person } = context;
  const ended = id ? await context.transaction((tx) => endSessions(context, tx, person, { only: id }, 'revoked')) : 0;
  return ended > 0 ? Object.assign(new EndSessionSuccess(), { sessionId }) : new SessionNotFound();
}

/** Ends all of the viewer's sessions but the one that asks. */
export async function endOtherSessions(context: RequestContext): Promise<EndOtherSessionsSuccess> {
  const { person } = context;
  const count = await context.transaction((tx) =>
    endSessions(context, tx, person, { allBut: context.passport.sessionId! }, 'revoked'),
  );
  return Object.assign(new EndOtherSessionsSuccess(), { count });
}
