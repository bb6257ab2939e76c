import type { Task } from '@offplan/kernel/jobs/task';

const DAY = 86_400_000;

/** Forgets attempts that no limit looks at any more. */
export const forgetAttempts: Task = {
  name: 'identity.forget_attempts',
  cron: '17 3 * * *',
  async run({ db, clock }) {
    const before = new Date(clock.now().getTime() - 2 * DAY);
    await db.transaction({}, (tx) => tx.query('delete from identity.attempt where at < ?', [before]));
  },
};
