/** An amount in a letter: whole minor units and ISO 4217. */
export interface LetterMoney {
  amountMinor: number;
  currency: string;
}

/** Whole days from today to the end, by the calendar of the Organisation: 0 is today, 1 is tomorrow. */
interface RunningTrial {
  /** ISO 8601, UTC. */
  trialEndsAt: string;
  daysLeft: number;
}

interface AfterTheEnd {
  /** When what is published goes offline. ISO 8601, UTC. */
  freezesAt: string;
}

/**
 * Letters to the Owner of an Organisation that other subgraphs want written, each with its facts; identity adds who the Owner is and in
 * which language it reads. No fact is personal: they travel in events. Moments are ISO 8601 in UTC.
 */
export interface WantedLetters {
  // The journey from the trial to the freeze (GRO-1, GRO-4).
  trial_started: RunningTrial;
  trial_seven_days_left: RunningTrial;
  trial_three_days_left: RunningTrial;
  trial_one_day_left: RunningTrial;
  trial_ended: AfterTheEnd;
  plan_ended: AfterTheEnd;
  free_guest_one_week: AfterTheEnd;
  freeze_in_seven_days: AfterTheEnd & { daysLeft: number };
  freeze_tomorrow: AfterTheEnd;
  // Payment (BIL-12, BIL-41, BIL-42, BIL-44).
  card_added: { planName: string; nextPlanName: string | null; amount: LetterMoney; chargedOn: string };
  payment_failed: { amount: LetterMoney; nextAttemptAt: string | null; graceEndsAt: string | null };
  card_needs_verification: { amount: LetterMoney; graceEndsAt: string | null };
  dispute_opened: { amount: LetterMoney; openedAt: string };
  workspace_suspended_by_dispute: { amount: LetterMoney; openedAt: string };
  // A second plan, which nobody wanted (BIL-24).
  second_payment_returned: { amount: LetterMoney };
  // A confirmed change of plan that came to nothing after its screen was gone (BIL-20, BIL-21).
  plan_change_failed: { planName: string; why: 'declined' | 'refused' | 'overtaken' };
  // A card that comes to its end before it is charged again.
  card_expires: { last4: string; expiresAt: string; chargedOn: string };
  // A tax id that the authorities do not know (BIL-43).
  tax_id_invalid: { correctedCount: number };
}

export type WantedLetterName = keyof WantedLetters;
