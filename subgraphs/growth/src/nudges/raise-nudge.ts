import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { uuidv7 } from '@offplan/kernel/ids';
import type { NudgeKey } from './nudge.ts';

/** Raises a nudge, unless the Organisation has had it. `projectId`: where it happened, a UUID; null where it is about the workspace. */
export async function raiseNudge(
  tx: Transaction,
  orgId: string,
  key: NudgeKey,
  projectId: string | null,
): Promise<void> {
  const [nudge] = await tx.query<{ id: string }>(
    `insert into growth.nudge (org_id, key, id, project_id, happened_at) values (?, ?, ?, ?, ?)
     on conflict (org_id, key) do nothing returning id`,
    [orgId, key, uuidv7(tx.now.getTime()), projectId, tx.now],
  );
  if (!nudge) return;
  await tx.emit({
    orgId,
    subjectType: 'nudge',
    subjectId: nudge.id,
    seq: 1,
    type: 'nudge.raised',
    actor: { kind: 'system' },
    data: { key, projectId },
  });
}
