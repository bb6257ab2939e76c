import type { Task } from '@offplan/kernel/jobs/task';
import type { BillingOptions } from '../billing-options.ts';
import { releaseSchedule } from './release-schedule.ts';
import { RELEASE_SCHEDULE } from './want-schedule-released.ts';

/** Releases a schedule whose last plan has begun; the subscription goes on as it is. */
export const releaseDoneSchedule = (options: BillingOptions): Task => ({
  name: RELEASE_SCHEDULE,
  isOutside: true,
  async run(_, payload) {
    const scheduleId = String(payload.scheduleId);
    if (options.stripe) await releaseSchedule(options.stripe, scheduleId, `done:${scheduleId}`);
  },
});
