import { encodeId } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { Project } from '../activity/project.ts';
import { Nudge, type NudgeKey } from './nudge.ts';

/** The nudges of an Organisation that were not dismissed, the oldest first. `em` acts in its scope. */
export async function loadNudges(em: RequestContext['em'], orgId: string): Promise<Nudge[]> {
  const rows = (await em.execute(
    'select key, project_id, happened_at from growth.nudge where org_id = ? and dismissed_at is null order by happened_at, key',
    [orgId],
  )) as { key: NudgeKey; project_id: string | null; happened_at: Date | string }[];
  return rows.map((row) =>
    Object.assign(new Nudge(), {
      key: row.key,
      project: row.project_id ? Object.assign(new Project(), { id: encodeId('project', row.project_id) }) : null,
      happenedAt: new Date(row.happened_at),
    }),
  );
}
