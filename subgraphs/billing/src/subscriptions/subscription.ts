import { PrimaryKeyProp } from '@mikro-orm/core';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import type { PaymentTrouble, TierSlug } from '@offplan/kernel/entitlements/entitlements';
import type { SubscriptionStatus } from '../plans/plan-standing.ts';
import type { Currency } from '../plans/pricing-config.ts';

/**
 * A subscription as Stripe last told of it. The mirror is written from a fresh answer only, never from what an event carries (BIL-31).
 */
@Entity({ schema: 'billing', tableName: 'subscription' })
export class Subscription {
  [PrimaryKeyProp]?: ['orgId', 'id'];

  @PrimaryKey({ type: 'uuid' })
  orgId!: string;

  /** Stripe's id. */
  @PrimaryKey({ type: 'text' })
  id!: string;

  @Property({ type: 'text' })
  itemId!: string;

  @Property({ type: 'text' })
  status!: SubscriptionStatus;

  @Property({ type: 'text' })
  tier!: TierSlug;

  @Property({ type: 'text' })
  currency!: Currency;

  /** What it costs in a month, without taxes, in minor units of its currency; null where Stripe was not asked since this is kept. */
  @Property({ type: 'integer', nullable: true })
  monthlyPrice!: number | null;

  @Property({ type: 'datetime' })
  createdAt!: Date;

  @Property({ type: 'datetime', nullable: true })
  trialEndsAt!: Date | null;

  @Property({ type: 'datetime' })
  periodStartsAt!: Date;

  @Property({ type: 'datetime' })
  periodEndsAt!: Date;

  /** When it ends by itself, by a cancellation at the period's end. */
  @Property({ type: 'datetime', nullable: true })
  cancelsAt!: Date | null;

  @Property({ type: 'datetime', nullable: true })
  endedAt!: Date | null;

  /** Whether there is a card that the next charge goes to: of the subscription or of the customer. */
  @Property({ type: 'boolean' })
  hasPaymentMethod!: boolean;

  /** The plan that a schedule brings, and when. */
  @Property({ type: 'text', nullable: true })
  nextTier!: TierSlug | null;

  @Property({ type: 'datetime', nullable: true })
  nextTierAt!: Date | null;

  @Property({ type: 'text', nullable: true })
  scheduleId!: string | null;

  /** Since when a payment is missing. */
  @Property({ type: 'datetime', nullable: true })
  troubleSince!: Date | null;

  @Property({ type: 'text', nullable: true })
  trouble!: PaymentTrouble | null;

  /** Where the open invoice is paid and a card verified, at Stripe. */
  @Property({ type: 'text', nullable: true })
  openInvoiceUrl!: string | null;

  /** Whether a change waits for its payment; until then the old plan stands (BIL-20). */
  @Property({ type: 'boolean' })
  isUpdatePending!: boolean;

  /** Whether Stripe has switched its tax off. */
  @Property({ type: 'boolean' })
  isUntaxed!: boolean;
}
