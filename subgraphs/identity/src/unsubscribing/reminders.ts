import type { WantedLetterName } from '@offplan/kernel/mail/wanted-letters';

/** Kinds of letter that a person may do without; their order stands in links that are out. */
export const REMINDER_KINDS = ['trial_reminders', 'reactivation_reminders'] as const;
export type ReminderKind = (typeof REMINDER_KINDS)[number];

/**
 * The letters that only remind: of a card while the trial runs, of coming back when it is over. All others say what has happened, or what is owed, and
 * come whatever one wants (GRO-10). What these would say stands in banners too (GRO-11).
 */
const KIND_OF: Partial<Record<WantedLetterName, ReminderKind>> = {
  trial_seven_days_left: 'trial_reminders',
  trial_three_days_left: 'trial_reminders',
  trial_one_day_left: 'trial_reminders',
  free_guest_one_week: 'reactivation_reminders',
  freeze_in_seven_days: 'reactivation_reminders',
  freeze_tomorrow: 'reactivation_reminders',
};

/** The kind that a letter is a reminder of; null for one that always comes. */
export const reminderKindOf = (letter: WantedLetterName): ReminderKind | null => KIND_OF[letter] ?? null;
