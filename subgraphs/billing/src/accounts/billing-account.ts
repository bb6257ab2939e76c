import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import type { Entitlements, PlanLimits, TierSlug } from '@offplan/kernel/entitlements/entitlements';
import type { OrganisationStatus } from '@offplan/kernel/passport/passport';
import type { Currency } from '../plans/pricing-config.ts';
import type { ToldCard } from '../subscriptions/fetch-customer.ts';

/** What billing knows of an Organisation. The trial's dates stay when it is over. */
@Entity({ schema: 'billing', tableName: 'billing_account' })
export class BillingAccount {
  @PrimaryKey({ type: 'uuid' })
  orgId!: string;

  /** Grows with each change of the account; what it may do has a version of its own. */
  @Property({ type: 'integer' })
  version!: number;

  /** Name of the Organisation, as it stands on invoices. */
  @Property({ type: 'text' })
  name!: string;

  /** ISO 3166-1 alpha-2; '' where it is not known. */
  @Property({ type: 'text' })
  country!: string;

  /** IANA; UTC until identity has said another. */
  @Property({ type: 'text' })
  timeZone!: string;

  /** What is charged in: fixed while a subscription lives (BIL-4). */
  @Property({ type: 'text' })
  currency!: Currency;

  @Property({ type: 'uuid', nullable: true })
  ownerUserId!: string | null;

  /** Where Stripe reaches the Owner; gone with an erasure. */
  @Property({ type: 'text', nullable: true })
  ownerEmail!: string | null;

  /** Since when the customer at Stripe is asked for. */
  @Property({ type: 'datetime', nullable: true })
  customerAskedAt!: Date | null;

  @Property({ type: 'text', nullable: true })
  stripeCustomerId!: string | null;

  @Property({ type: 'datetime', nullable: true })
  trialStartedAt!: Date | null;

  @Property({ type: 'datetime', nullable: true })
  trialEndsAt!: Date | null;

  /** The tier that an Operator has given, whatever is paid for; null for none. */
  @Property({ type: 'text', nullable: true })
  givenTier!: TierSlug | null;

  /** Limits that were agreed upon with it, in place of the tier's own; a null entry is not limited. */
  @Property({ type: 'json', nullable: true })
  givenLimits!: Partial<PlanLimits> | null;

  /** What was chosen for the end of the trial: then the plan goes on by itself (BIL-13). */
  @Property({ type: 'text', nullable: true })
  chosenTier!: TierSlug | null;

  @Property({ type: 'text', nullable: true })
  invoiceReference!: string | null;

  /** The card that the next charge goes to, as Stripe last told. */
  @Property({ type: 'json', nullable: true })
  card!: ToldCard | null;

  /** What the next regular charge comes to, taxes included, in minor units; null while it is not known. */
  @Property({ type: 'integer', nullable: true })
  nextCharge!: number | null;

  /** Whether a tax id of the customer was found invalid, as Stripe last told (BIL-43). */
  @Property({ type: 'boolean' })
  hasInvalidTaxId!: boolean;

  /** Whether Stripe lacks the customer's place and cannot tax what it charges, as it last told. */
  @Property({ type: 'boolean' })
  needsAddress!: boolean;

  /** As identity last told: what money means depends on it (BIL-29). */
  @Property({ type: 'text' })
  organisationStatus!: OrganisationStatus;

  /** Null before the first change. */
  @Property({ type: 'datetime', nullable: true })
  organisationStatusSince!: Date | null;

  /** Counts the pages of Stripe's that were opened: their keys are made of it. */
  @Property({ type: 'integer' })
  pagesOpened!: number;

  /** The asking of Stripe whose answer was last taken over: older answers change nothing. */
  @Property({ type: 'bigint' })
  syncedTicket!: string;

  /** What was last published. */
  @Property({ type: 'json', nullable: true })
  published!: Entitlements | null;
}
