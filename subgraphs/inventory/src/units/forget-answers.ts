import type { Task } from '@offplan/kernel/jobs/task';

const DAY = 86_400_000;

/** Forgets the answers to flips after 24 hours: a key that comes later is a new one (INV-34). */
export const forgetAnswers: Task = {
  name: 'inventory.forget_answers',
  cron: '27 * * * *',
  async run({ db, clock }) {
    const before = new Date(clock.now().getTime() - DAY);
    await db.transaction({}, (tx) => tx.query('delete from inventory.flip_answer where created_at < ?', [before]));
  },
};
