import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { NewEvent } from '@offplan/kernel/events/event';
import { NotPermitted } from '@offplan/kernel/graphql/user-errors';
import type { Task } from '@offplan/kernel/jobs/task';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { actingPerson } from '../acting-person.ts';
import { type EndViewAsOutcome, EndViewAsSuccess } from './view-results.ts';

export const END_VIEW = 'identity.end_view';

/** Ends the view that this session has in the workspace; also for whoever may no longer begin one. */
export async function endView(context: RequestContext): Promise<EndViewAsOutcome> {
  const { sessionId } = context.passport;
  if (context.isGuest || !sessionId) return new NotPermitted();
  const ended = await context.transaction((tx) =>
    endViews(tx, { orgId: context.orgId, sessionId }, 'left', actingPerson(context)),
  );
  return Object.assign(new EndViewAsSuccess(), { hasEnded: ended > 0 });
}

/** Says of a view that nobody has left that its time is over. */
export const endExpiredView: Task = {
  name: END_VIEW,
  async run({ db }, payload) {
    const { orgId, viewId } = payload as { orgId: string; viewId: string };
    await db.transaction({ orgId }, (tx) =>
      endViews(tx, { orgId, viewId }, 'expired', { actor: { kind: 'system' }, personal: {} }),
    );
  },
};

/** Ends open views, in the Organisation's scope; each end is an event. Resolves with how many there were. */
export async function endViews(
  tx: Transaction,
  which: { orgId: string } & ({ sessionId: string } | { viewId: string }),
  reason: 'left' | 'expired',
  by: Pick<NewEvent, 'actor' | 'personal' | 'piiClass'>,
): Promise<number> {
  const { orgId } = which;
  const ended = await tx.query<{
    id: string;
    session_id: string;
    agent_user_id: string | null;
    guest_org_id: string | null;
  }>(
    `update identity.view_as set ended_at = ? where org_id = ? and ended_at is null and ${'viewId' in which ? 'id' : 'session_id'} = ?
     returning id, session_id, agent_user_id, guest_org_id`,
    [tx.now, orgId, 'viewId' in which ? which.viewId : which.sessionId],
  );
  await tx.emit(
    ...ended.map((view) => ({
      orgId,
      subjectType: 'view',
      subjectId: view.id,
      seq: 2,
      type: 'view_as.ended',
      // The session's own sockets and no others are looked at anew.
      data: {
        sessionId: view.session_id,
        userId: view.agent_user_id ?? undefined,
        guestOrgId: view.guest_org_id ?? undefined,
        reason,
      },
      ...by,
    })),
  );
  return ended.length;
}
