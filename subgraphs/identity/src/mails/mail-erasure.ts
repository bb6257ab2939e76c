import type { EventConsumer } from '@offplan/kernel/events/consumer';
import { PERSON_ERASED } from '@offplan/kernel/events/erase-personal';

/** Forgets what is kept of mails to a person who was erased; one that still waits is sent and forgotten by its own time (ID-71). */
export const mailErasure: EventConsumer = {
  name: 'mail_erasure',
  types: [PERSON_ERASED],
  async apply(tx, event) {
    await tx.query('select identity.erase_mails(?, ?)', [event.subjectId, event.id]);
  },
};
