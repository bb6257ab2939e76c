import type { EndedPlan } from '@offplan/kernel/entitlements/entitlements';
import { localDaysBetween } from '@offplan/kernel/local-days';
import type { OrganisationFacts } from '../organisations/organisation-facts.ts';
import { nineOClock } from './local-time.ts';
import { DAY, FREEZE_DAYS, type Step, type StepKey, type StepLetter, stepsOf } from './steps.ts';

/** Why a step was left out when its time came. */
export type SkipReason = 'continuing' | 'superseded' | 'too_late' | 'suspended' | 'closed';
/** Why a step will not come: the plan goes on, the trial was extended after its end, or it ended before that time. */
export type CancelReason = 'paid' | 'extended' | 'ended';

export interface StepState {
  state: 'planned' | 'done' | 'skipped' | 'cancelled';
  dueAt: Date;
  doneAt: Date | null;
  reason: SkipReason | CancelReason | null;
}

export interface TimelineFacts {
  cycle: number;
  plan: EndedPlan;
  endsAt: Date;
  hasEnded: boolean;
  isContinuing: boolean;
  isOpen: boolean;
  version: number;
}

/**
 * One run through the table of steps: a trial and what follows its end, or what follows the end of a paid plan. Decides by itself, from
 * facts and time; what is stored, mailed and announced is made from it afterwards.
 */
export class Timeline {
  readonly facts: TimelineFacts;
  readonly steps: ReadonlyMap<StepKey, StepState>;
  readonly #organisation: OrganisationFacts;
  /** What changed since it was read, in the order of the table. */
  readonly changed = new Set<StepKey>();
  readonly letters: StepLetter[] = [];

  constructor(facts: TimelineFacts, steps: ReadonlyMap<StepKey, StepState>, organisation: OrganisationFacts) {
    this.facts = facts;
    this.steps = steps;
    this.#organisation = organisation;
  }

  /** A new one, with every step planned. */
  static begin(
    facts: Pick<TimelineFacts, 'cycle' | 'plan' | 'endsAt' | 'version'>,
    organisation: OrganisationFacts,
  ): Timeline {
    const planned = (step: Step): [StepKey, StepState] => [
      step.key,
      { state: 'planned', dueAt: dueAt(step, facts.endsAt, organisation.timeZone), doneAt: null, reason: null },
    ];
    const timeline = new Timeline(
      { ...facts, hasEnded: false, isContinuing: false, isOpen: true },
      new Map(stepsOf(facts.plan).map(planned)),
      organisation,
    );
    for (const key of timeline.steps.keys()) timeline.changed.add(key);
    return timeline;
  }

  /** Moves what has not happened yet (GRO-2): the end is another, or the Organisation is in another time zone now. */
  reschedule(endsAt: Date): void {
    this.facts.endsAt = endsAt;
    for (const [step, state] of this.#planned()) {
      // The trial has begun when it has, however long it lasts.
      if (step.key === 'trial_started') continue;
      const due = dueAt(step, endsAt, this.#organisation.timeZone);
      if (due.getTime() === state.dueAt.getTime()) continue;
      state.dueAt = due;
      this.changed.add(step.key);
    }
  }

  /** The plan has ended: tells it at once (GRO-3). What was to come before cannot any more. */
  end(now: Date): void {
    this.facts.hasEnded = true;
    for (const [step, state] of this.#planned())
      if (step.days < 0) this.#settle(step, 'cancelled', 'ended', now, state);
      else if (step.at === 'event') this.#take(step, now);
  }

  /** Does a step ahead of its time, if the trial is as near to its end as that: Stripe has said the same (GRO-3). */
  hasten(key: StepKey, now: Date): void {
    const step = stepsOf(this.facts.plan).find((one) => one.key === key);
    if (!step || this.facts.hasEnded || this.steps.get(key)?.state !== 'planned') return;
    if (localDaysBetween(now, this.facts.endsAt, this.#organisation.timeZone) <= -step.days) this.#take(step, now);
  }

  /**
   * Does what is due by now. After a downtime several mails may be: of those that have something to say the newest goes out, and none if
   * one has just gone.
   */
  runDue(now: Date): void {
    const due = this.#planned().filter(([step, { dueAt: at }]) => this.#isInForce(step) && at <= now);
    const mails = due.filter(([step]) => step.letter && this.#objection(step, now) === null);
    const newest = this.letters.length === 0 ? mails.at(-1) : undefined;
    for (const one of due) {
      const [step, state] = one;
      if (mails.includes(one) && one !== newest) this.#settle(step, 'skipped', 'superseded', now, state);
      else this.#take(step, now);
    }
  }

  /** Leaves out what a trial that was extended after its end has told before. */
  skipDue(now: Date): void {
    for (const [step, state] of this.#planned())
      if (state.dueAt <= now) this.#settle(step, 'skipped', 'superseded', now, state);
  }

  /** The reason for all of it is gone. */
  close(reason: CancelReason, now: Date): void {
    this.facts.isOpen = false;
    for (const [step, state] of this.#planned()) this.#settle(step, 'cancelled', reason, now, state);
  }

  /** When something is due next; null when nothing is, or when an event has to come first. */
  get nextDueAt(): Date | null {
    if (!this.facts.isOpen) return null;
    const [next] = this.#planned()
      .filter(([step]) => this.#isInForce(step))
      .map(([, { dueAt: at }]) => at)
      .sort((one, other) => one.getTime() - other.getTime());
    return next ?? null;
  }

  get freezesAt(): Date {
    return new Date(this.facts.endsAt.getTime() + FREEZE_DAYS * DAY);
  }

  /** Days from the local day of a moment to that of another. */
  daysUntil(moment: Date, now: Date): number {
    return Math.max(0, localDaysBetween(now, moment, this.#organisation.timeZone));
  }

  #planned(): [Step, StepState][] {
    return stepsOf(this.facts.plan).flatMap((step) => {
      const state = this.steps.get(step.key);
      return state?.state === 'planned' ? [[step, state] as [Step, StepState]] : [];
    });
  }

  /** Whether time alone brings the step: those after the end wait until it is told that the plan has ended. */
  #isInForce(step: Step): boolean {
    return step.at !== 'event' && this.facts.hasEnded === step.days >= 0;
  }

  #take(step: Step, now: Date): void {
    const objection = step.letter && this.#objection(step, now);
    if (objection) return this.#settle(step, 'skipped', objection, now);
    if (step.letter) this.letters.push(step.letter);
    this.#settle(step, 'done', null, now);
  }

  /** Why a mail has nothing to say now, if so. */
  #objection(step: Step, now: Date): SkipReason | null {
    const { status } = this.#organisation;
    if (status === 'suspended') return 'suspended';
    if (status !== 'active') return 'closed';
    if (step.asksForCard && this.facts.isContinuing) return 'continuing';
    return now >= (step.days < 0 ? this.facts.endsAt : this.freezesAt) ? 'too_late' : null;
  }

  #settle(
    { key }: Step,
    state: Exclude<StepState['state'], 'planned'>,
    reason: StepState['reason'],
    now: Date,
    of: StepState = this.steps.get(key)!,
  ): void {
    Object.assign(of, { state, reason, doneAt: now });
    this.changed.add(key);
  }
}

function dueAt({ days, at }: Step, endsAt: Date, timeZone: string): Date {
  return at === 'nine_o_clock' ? nineOClock(endsAt, days, timeZone) : new Date(endsAt.getTime() + days * DAY);
}
