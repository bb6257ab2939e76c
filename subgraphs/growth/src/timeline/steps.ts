import type { EndedPlan } from '@offplan/kernel/entitlements/entitlements';

/** In ms. */
export const DAY = 86_400_000;
/** Length of the trial in days, to find its start from its end (BIL-10). */
const TRIAL_DAYS = 14;
/** From the end of a plan to the freeze of what was published, in days (BIL-14). */
export const FREEZE_DAYS = 30;
/** How long before the freeze it is announced, in days. */
export const FREEZE_WARNING_DAYS = 7;

export type StepKey =
  | 'trial_started'
  | 'seven_days_left'
  | 'three_days_left'
  | 'one_day_left'
  | 'trial_ended'
  | 'plan_ended'
  | 'one_week_after'
  | 'freeze_in_seven_days'
  | 'freeze_tomorrow'
  | 'frozen';

/** The letters of the steps: `wantLetter` of the kernel knows their values. */
export type StepLetter =
  | 'trial_started'
  | 'trial_seven_days_left'
  | 'trial_three_days_left'
  | 'trial_one_day_left'
  | 'trial_ended'
  | 'plan_ended'
  | 'free_guest_one_week'
  | 'freeze_in_seven_days'
  | 'freeze_tomorrow';

export interface Step {
  key: StepKey;
  /** Days from T, the end of the trial or plan. */
  days: number;
  /** When on that day: 09:00 of the Organisation's time zone, T's own time of day, or the moment at which the plan is told to have ended. */
  at: 'nine_o_clock' | 'exactly' | 'event';
  /** The mail to the Owner; null: nothing is sent. */
  letter: StepLetter | null;
  /** Asks for a card: has nothing to say once one is set, or a tier is chosen (GRO-3). */
  asksForCard: boolean;
}

/** What happens around the end of a trial (GRO-1): the one table from which mails, dates and what the app shows are made. */
// biome-ignore format: a table is read by its columns
const TRIAL_STEPS: readonly Step[] = [
  { key: 'trial_started',        days: -TRIAL_DAYS,                       at: 'nine_o_clock', letter: 'trial_started',         asksForCard: false },
  { key: 'seven_days_left',      days: -7,                                at: 'nine_o_clock', letter: 'trial_seven_days_left', asksForCard: true },
  { key: 'three_days_left',      days: -3,                                at: 'nine_o_clock', letter: 'trial_three_days_left', asksForCard: true },
  { key: 'one_day_left',         days: -1,                                at: 'nine_o_clock', letter: 'trial_one_day_left',    asksForCard: true },
  { key: 'trial_ended',          days: 0,                                 at: 'event',        letter: 'trial_ended',           asksForCard: false },
  { key: 'one_week_after',       days: 7,                                 at: 'nine_o_clock', letter: 'free_guest_one_week',   asksForCard: false },
  { key: 'freeze_in_seven_days', days: FREEZE_DAYS - FREEZE_WARNING_DAYS, at: 'nine_o_clock', letter: 'freeze_in_seven_days',  asksForCard: false },
  { key: 'freeze_tomorrow',      days: FREEZE_DAYS - 1,                   at: 'nine_o_clock', letter: 'freeze_tomorrow',       asksForCard: false },
  { key: 'frozen',               days: FREEZE_DAYS,                       at: 'exactly',      letter: null,                    asksForCard: false },
];

/** A paid plan that ends runs the same table from its end, in its own words (GRO-4). */
const PAID_STEPS: readonly Step[] = TRIAL_STEPS.filter(({ days }) => days >= 0).map((step) =>
  step.key === 'trial_ended' ? { ...step, key: 'plan_ended', letter: 'plan_ended' } : step,
);

/** The steps around the end of a trial, or of a paid plan, in their order. */
export function stepsOf(plan: EndedPlan): readonly Step[] {
  return plan === 'trial' ? TRIAL_STEPS : PAID_STEPS;
}
