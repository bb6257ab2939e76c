import type { EntityManager } from '@mikro-orm/postgresql';
import type { EventConsumer } from '@offplan/kernel/events/consumer';

/** Follows inventory's projects: identity must know which exist and what they are called, to invite guests into them. */
export const projectNames: EventConsumer = {
  name: 'project_names',
  types: ['project.*'],
  async apply(tx, event) {
    const name = event.data.after?.name;
    if (typeof name !== 'string') return;
    await tx.query(
      `insert into identity.project_name (org_id, project_id, name) values (?, ?, ?)
       on conflict (org_id, project_id) do update set name = excluded.name`,
      [event.orgId, event.subjectId, name],
    );
  },
};

/** A project's name, or null for one that the Organisation does not have. */
export async function projectName(em: EntityManager, orgId: string, projectId: string): Promise<string | null> {
  const rows = (await em.execute('select name from identity.project_name where org_id = ? and project_id = ?', [
    orgId,
    projectId,
  ])) as { name: string }[];
  return rows[0]?.name ?? null;
}
