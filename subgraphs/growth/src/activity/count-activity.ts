import type { EventConsumer } from '@offplan/kernel/events/consumer';

const COLUMN: Record<string, 'flips' | 'conflicts' | 'imports'> = {
  'unit.status_changed': 'flips',
  'unit.status_conflict': 'conflicts',
  'unit_import.finished': 'imports',
};

/** Counts flips, conflicts and imports of each project by day (UTC). */
export const countActivity: EventConsumer = {
  name: 'count_activity',
  types: Object.keys(COLUMN),
  async apply(tx, event) {
    const column = COLUMN[event.type]!;
    await tx.query(
      `insert into growth.project_day as d (org_id, project_id, day, ${column}) values (?, ?, ?, 1)
       on conflict (org_id, project_id, day) do update set ${column} = d.${column} + 1`,
      [event.orgId, event.data.projectId, event.occurredAt.slice(0, 10)],
    );
  },
};
