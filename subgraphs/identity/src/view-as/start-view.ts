import { NotPermitted } from '@offplan/kernel/graphql/user-errors';
import { encodeId, uuidv7 } from '@offplan/kernel/ids';
import { enqueue } from '@offplan/kernel/jobs/job-queue';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { actingPerson } from '../acting-person.ts';
import { END_VIEW, endViews } from './end-view.ts';
import { View, type ViewAsOutcome, ViewAsSuccess, ViewedNotFound } from './view-results.ts';
import { findViewed, type Viewed } from './viewed.ts';

/** How long a view lasts at most. */
const VIEW_MILLISECONDS = 30 * 60_000;

/**
 * Begins to look at the workspace with the eyes of an agent or a guest (ID-31, UI-4), in this session alone and for 30 minutes; a view of
 * before ends. The log says who looks as whom.
 */
export async function startView(context: RequestContext, viewed: Viewed | null): Promise<ViewAsOutcome> {
  if (!context.may('view_as')) return new NotPermitted();
  const { sessionId } = context.passport;
  if (!viewed || !sessionId) return new ViewedNotFound();
  return context.transaction(async (tx) => {
    const found = await findViewed(tx, context.orgId, viewed);
    if (!found) return new ViewedNotFound();
    await endViews(tx, { orgId: context.orgId, sessionId }, 'left', actingPerson(context));
    const id = uuidv7(tx.now.getTime());
    const expiresAt = new Date(tx.now.getTime() + VIEW_MILLISECONDS);
    const { agentUserId = null, guestOrgId = null, projectId = null } = viewed as Partial<Record<string, string>>;
    await tx.query(
      `insert into identity.view_as (org_id, id, session_id, user_id, agent_user_id, guest_org_id, project_id, started_at, expires_at)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [context.orgId, id, sessionId, context.person.id, agentUserId, guestOrgId, projectId, tx.now, expiresAt],
    );
    const acting = actingPerson(context);
    await tx.emit({
      orgId: context.orgId,
      subjectType: 'view',
      subjectId: id,
      seq: 1,
      type: 'view_as.started',
      data: {
        userId: agentUserId ?? undefined,
        guestOrgId: guestOrgId ?? undefined,
        projectId: projectId ?? undefined,
      },
      ...acting,
      personal: { ...acting.personal, subjectName: found.name },
    });
    await enqueue(tx, END_VIEW, { orgId: context.orgId, viewId: id }, { key: `view ${id}`, runAt: expiresAt });
    const view = Object.assign(new View(), { viewId: encodeId('view', id), name: found.name, expiresAt });
    return Object.assign(new ViewAsSuccess(), { view });
  });
}
