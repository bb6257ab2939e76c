import type { EventConsumer } from '@offplan/kernel/events/consumer';
import { PERSON_ERASED } from '@offplan/kernel/events/erase-personal';

/** Forgets what a person who was erased was called, where inventory shows it (ID-71). */
export const memberErasure: EventConsumer = {
  name: 'member_erasure',
  types: [PERSON_ERASED],
  async apply(tx, event) {
    await tx.query('update inventory.member set name = null where org_id = ? and user_id = ?', [
      event.orgId,
      event.subjectId,
    ]);
    await tx.query(
      'update inventory.unit set status_changed_by_name = null where org_id = ? and status_changed_by = ?',
      [event.orgId, event.subjectId],
    );
  },
};
