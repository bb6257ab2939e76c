import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import type { TierSlug } from '@offplan/kernel/entitlements/entitlements';

/** What billing knows of an Organisation. The trial's dates stay when it is over. */
@Entity({ schema: 'billing', tableName: 'billing_account' })
export class BillingAccount {
  @PrimaryKey({ type: 'uuid' })
  orgId!: string;

  /** Grows with each change of what the Organisation may do. */
  @Property({ type: 'integer' })
  version!: number;

  /** The tier that is paid for; `free_guest` while nothing is. */
  @Property({ type: 'text' })
  tier!: TierSlug;

  @Property({ type: 'datetime', nullable: true })
  trialStartedAt!: Date | null;

  @Property({ type: 'datetime', nullable: true })
  trialEndsAt!: Date | null;

  @Property({ type: 'boolean' })
  isTrialOver!: boolean;
}
