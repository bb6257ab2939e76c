import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { BusEvent } from '@offplan/kernel/events/bus/bus';
import type { EventConsumer } from '@offplan/kernel/events/consumer';
import { NudgeKey } from './nudge.ts';
import { raiseNudge } from './raise-nudge.ts';

/** So many looks at the units of one project are a success. */
const MANY_VIEWS = 50;

const UNIT_VIEWED = 'unit.viewed';

const FIRSTS: Record<string, NudgeKey> = {
  'project.published': NudgeKey.FIRST_PUBLISH,
  'buyer_link.issued': NudgeKey.FIRST_BUYER_LINK,
};

/**
 * Notices the successes of an Organisation (GRO-32): the first sales page, the first buyer link, 50 looks at units of one project. Each is
 * one nudge for ever, whoever dismissed it. The events name the project: `data.projectId`, a UUID.
 */
export const noticeSuccesses: EventConsumer = {
  name: 'notice_successes',
  types: [...Object.keys(FIRSTS), UNIT_VIEWED],
  async applyAll(tx, events) {
    for (const event of events) {
      const key = FIRSTS[event.type];
      if (key) await raiseNudge(tx, event.orgId, key, projectOf(event));
    }
    const views = events.filter(({ type }) => type === UNIT_VIEWED);
    for (const projectId of new Set(views.map(projectOf))) {
      const more = views.filter((event) => projectOf(event) === projectId).length;
      const { orgId } = views[0]!;
      if ((await countViews(tx, orgId, projectId, more)) >= MANY_VIEWS)
        await raiseNudge(tx, orgId, NudgeKey.FIFTY_UNIT_VIEWS, projectId);
    }
  },
};

const projectOf = (event: BusEvent) => String(event.data.projectId);

async function countViews(tx: Transaction, orgId: string, projectId: string, more: number): Promise<number> {
  const [row] = await tx.query<{ views: number }>(
    `insert into growth.unit_views as known (org_id, project_id, views) values (?, ?, ?)
     on conflict (org_id, project_id) do update set views = least(known.views + excluded.views, ?) returning views`,
    [orgId, projectId, more, MANY_VIEWS],
  );
  return row!.views;
}
