import { PrimaryKeyProp } from '@mikro-orm/core';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import type { TierSlug } from '@offplan/kernel/entitlements/entitlements';
import type { Currency } from '../plans/pricing-config.ts';
import type { PlanChangeKind } from './plan-change-view.ts';

/**
 * `previewed`: somebody looked at it. `confirmed`: it is to be carried out, and will be, whatever happens to the process. `awaiting_payment`:
 * Stripe waits for the bank or the person. `done`, `failed`, `withdrawn`: it is over.
 */
export type PlanChangeState = 'previewed' | 'confirmed' | 'awaiting_payment' | 'done' | 'failed' | 'withdrawn';

/**
 * Why a confirmed change came to nothing. `declined`: the bank said no. `refused`: Stripe did, and would again. `overtaken`: something has come
 * between, so that it would not do what the person was shown.
 */
export type PlanChangeFailure = 'declined' | 'refused' | 'overtaken';

/** A line of a preview, in minor units of its currency. */
export interface PlanChangeCharge {
  description: string;
  amount: number;
}

/** A change of plan from its preview to its end: the journal from which the calls to Stripe have their keys (BIL-35). */
@Entity({ schema: 'billing', tableName: 'plan_change' })
export class PlanChange {
  [PrimaryKeyProp]?: ['orgId', 'id'];

  @PrimaryKey({ type: 'uuid' })
  orgId!: string;

  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Property({ type: 'text' })
  state!: PlanChangeState;

  @Property({ type: 'text' })
  kind!: PlanChangeKind;

  @Property({ type: 'text' })
  fromTier!: TierSlug;

  @Property({ type: 'text' })
  toTier!: TierSlug;

  @Property({ type: 'text' })
  subscriptionId!: string;

  /** The price at Stripe that was shown and is charged (BIL-22), sold still or not; null of changes from before it was kept. */
  @Property({ type: 'text', nullable: true })
  priceId!: string | null;

  /**
   * The moment up to which the running period is reckoned, by the preview and by the charge alike (BIL-22). Of a change that waits for the end of
   * a suspension: the moment at which Stripe was told.
   */
  @Property({ type: 'datetime' })
  prorationAt!: Date;

  /** Null of one that waits for the end of a suspension: nobody knows the day. */
  @Property({ type: 'datetime', nullable: true })
  takesEffectAt!: Date | null;

  @Property({ type: 'text' })
  currency!: Currency;

  /** In minor units, like all amounts here. Of one that waits for the end of a suspension 0 until Stripe is told, then what is charged. */
  @Property({ type: 'integer' })
  dueToday!: number;

  /** The most that may be charged for one that waits for the end of a suspension (BIL-46); null of the others. */
  @Property({ type: 'integer', nullable: true })
  dueAtMost!: number | null;

  @Property({ type: 'integer' })
  nextInvoice!: number;

  /** The end of the period that ran when it was looked at: in another one it would cost something else. */
  @Property({ type: 'datetime' })
  nextInvoiceAt!: Date;

  @Property({ type: 'json' })
  lines!: PlanChangeCharge[];

  /** Where the person goes on, while a payment is awaited. */
  @Property({ type: 'text', nullable: true })
  paymentUrl!: string | null;

  /** Whether the bank has said no to the payment that is awaited; another card may still pay it. */
  @Property({ type: 'boolean' })
  isRefused!: boolean;

  /** When Stripe was first told of it; until then it can be taken back by a word here. */
  @Property({ type: 'datetime', nullable: true })
  begunAt!: Date | null;

  /** Since when somebody knows that it waits: for Stripe to answer, or for the end of a suspension. */
  @Property({ type: 'datetime', nullable: true })
  notedAt!: Date | null;

  @Property({ type: 'text', nullable: true })
  failure!: PlanChangeFailure | null;

  @Property({ type: 'datetime' })
  createdAt!: Date;
}
