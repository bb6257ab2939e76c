import type { Task } from '@offplan/kernel/jobs/task';

export const FORGET_UNIT_LIST = 'inventory.forget_unit_list';

/** Removes a file that nobody imported: it may name buyers. An import that runs or has run keeps its row; its file is gone already. */
export const forgetUnitList: Task = {
  name: FORGET_UNIT_LIST,
  async run({ db }, payload) {
    const { orgId, importId } = payload as { orgId: string; importId: string };
    await db.transaction({ orgId }, (tx) =>
      tx.query(
        `delete from inventory.unit_import where org_id = ? and id = ? and state in ('staged', 'previewed', 'failed')`,
        [orgId, importId],
      ),
    );
  },
};
