import type { Entitlements } from '@offplan/kernel/entitlements/entitlements';

const DAY = 86_400_000;
/** Length of the trial in days, to find its start from its end. */
const TRIAL_DAYS = 14;

/**
 * What happens around the end of a trial, in days from it (GRO-1). One declarative table; the mails and banners of the steps come with
 * the trial's journey.
 */
export const TRIAL_STEPS = [
  { key: 'trial_started', days: -TRIAL_DAYS },
  { key: 'seven_days_left', days: -7 },
  { key: 'three_days_left', days: -3 },
  { key: 'one_day_left', days: -1 },
  { key: 'trial_ended', days: 0 },
  { key: 'one_week_after', days: 7 },
  { key: 'freeze_in_seven_days', days: 23 },
  { key: 'freeze_tomorrow', days: 29 },
  { key: 'frozen', days: 30 },
] as const;

export type TrialStepState = 'done' | 'next' | 'upcoming' | 'cancelled';

export interface TrialStep {
  key: (typeof TRIAL_STEPS)[number]['key'];
  dueAt: Date;
  state: TrialStepState;
}

/** The timeline of an Organisation at a moment; null for one that never had a trial. Steps after a purchase are cancelled. */
export function trialTimeline(entitlements: Entitlements, now: Date): TrialStep[] | null {
  if (!entitlements.trialEndsAt) return null;
  const end = new Date(entitlements.trialEndsAt).getTime();
  const isPaid = !entitlements.isTrial && entitlements.status === 'active';
  let hasNext = false;
  return TRIAL_STEPS.map(({ key, days }) => {
    const dueAt = new Date(end + days * DAY);
    if (dueAt <= now) return { key, dueAt, state: 'done' };
    if (isPaid) return { key, dueAt, state: 'cancelled' };
    const state = hasNext ? 'upcoming' : 'next';
    hasNext = true;
    return { key, dueAt, state };
  });
}
