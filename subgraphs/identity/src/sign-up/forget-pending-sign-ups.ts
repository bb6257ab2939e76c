import type { Task } from '@offplan/kernel/jobs/task';

const DAY = 86_400_000;

/** Forgets sign-ups that nobody confirmed, a day after their link has died. */
export const forgetPendingSignUps: Task = {
  name: 'identity.forget_pending_sign_ups',
  cron: '27 3 * * *',
  async run({ db, clock }) {
    const before = new Date(clock.now().getTime() - DAY);
    await db.transaction({}, (tx) => tx.query('delete from identity.pending_sign_up where expires_at < ?', [before]));
  },
};
