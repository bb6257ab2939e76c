import { NotPermitted } from '@offplan/kernel/graphql/user-errors';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { loadNudges } from './load-nudges.ts';
import type { NudgeKey } from './nudge.ts';
import { type DismissNudgeOutcome, DismissNudgeSuccess } from './nudge-results.ts';

/** Puts a nudge away, once, for everybody in the workspace (GRO-32). */
export async function dismissNudge(context: RequestContext, key: NudgeKey): Promise<DismissNudgeOutcome> {
  if (!context.may('nudges')) return new NotPermitted();
  const { orgId } = context;
  return context.transaction(async (tx) => {
    const { address } = context.facts;
    const [nudge] = await tx.query<{ id: string }>(
      'update growth.nudge set dismissed_at = ? where org_id = ? and key = ? and dismissed_at is null returning id',
      [tx.now, orgId, key],
    );
    if (nudge)
      await tx.emit({
        orgId,
        subjectType: 'nudge',
        subjectId: nudge.id,
        seq: 2,
        type: 'nudge.dismissed',
        actor: context.actor,
        data: { key, before: { isDismissed: false }, after: { isDismissed: true } },
        personal: { actorName: context.person.name, ...(address ? { address } : {}) },
        piiClass: 'personal_meta',
      });
    return Object.assign(new DismissNudgeSuccess(), { nudges: await loadNudges(tx.em, orgId) });
  });
}
