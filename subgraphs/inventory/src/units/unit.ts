import { BigIntType } from '@mikro-orm/core';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Key, Tagged } from '@offplan/kernel/graphql/directives';
import { Node } from '@offplan/kernel/graphql/node';
import { Area, Money } from '@offplan/kernel/graphql/values';
import { encodeId } from '@offplan/kernel/ids';
import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import type { SalesChannel } from './sales-channel.ts';
import { UnitKind } from './unit-kind.ts';
import type { UnitStatus } from './unit-status.ts';

@Entity({ schema: 'inventory', tableName: 'unit' })
@Key()
@Tagged('integrator')
@ObjectType({
  implements: Node,
  description: 'One apartment, villa, office, shop, parking place or store room (INV-10).',
})
export class Unit extends Node {
  @PrimaryKey({ type: 'uuid' })
  orgId!: string;

  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Field(() => ID, { name: 'id', description: 'Opaque and global.' })
  override get globalId(): string {
    return encodeId('unit', this.id);
  }

  @Property({ type: 'uuid' })
  projectId!: string;

  @Property({ type: 'uuid' })
  buildingId!: string;

  @Property({ type: 'uuid' })
  floorId!: string;

  @Field(() => String, { description: 'Unique in the building.' })
  @Property({ type: 'text' })
  number!: string;

  @Field(() => String, { nullable: true, description: 'The vertical line of the building in which the unit lies.' })
  @Property({ type: 'text', nullable: true })
  stack!: string | null;

  @Field(() => String, { nullable: true, description: 'The section or entrance of the building.' })
  @Property({ type: 'text', nullable: true })
  section!: string | null;

  @Field(() => UnitKind, { description: 'What it is.' })
  @Property({ type: 'text' })
  kind!: UnitKind;

  @Field(() => String, { nullable: true, description: "The developer's own name of its type: Premium Suite B." })
  @Property({ type: 'text', nullable: true })
  layout!: string | null;

  @Field(() => String, { nullable: true, description: 'Phase of the development.' })
  @Property({ type: 'text', nullable: true })
  phase!: string | null;

  @Field(() => Float, { nullable: true, description: 'Bedrooms; 0 is a studio, halves occur.' })
  @Property({ type: 'double', nullable: true })
  bedrooms!: number | null;

  @Field(() => Float, { nullable: true, description: 'Bathrooms.' })
  @Property({ type: 'double', nullable: true })
  bathrooms!: number | null;

  /** In m², as are the two below. */
  @Property({ type: 'double', nullable: true, fieldName: 'area_total' })
  totalSquareMetres!: number | null;

  @Property({ type: 'double', nullable: true, fieldName: 'area_inner' })
  innerSquareMetres!: number | null;

  @Property({ type: 'double', nullable: true, fieldName: 'area_balcony' })
  balconySquareMetres!: number | null;

  @Field(() => Area, { nullable: true, description: 'The whole area.' })
  get areaTotal(): Area | null {
    return Area.of(this.totalSquareMetres);
  }

  @Field(() => Area, { nullable: true, description: 'The area inside.' })
  get areaInner(): Area | null {
    return Area.of(this.innerSquareMetres);
  }

  @Field(() => Area, { nullable: true, description: 'Balconies and terraces.' })
  get areaBalcony(): Area | null {
    return Area.of(this.balconySquareMetres);
  }

  @Field(() => String, { nullable: true, description: 'What one sees from it.' })
  @Property({ type: 'text', nullable: true })
  view!: string | null;

  @Field(() => String, { nullable: true, description: 'Which way it looks.' })
  @Property({ type: 'text', nullable: true })
  orientation!: string | null;

  @Property({ type: new BigIntType('number'), nullable: true })
  priceMinor!: number | null;

  @Property({ type: 'text' })
  currency!: string;

  /** Hides the price from the public, never from the team and its guests, whose views this app is. */
  @Property({ type: 'boolean' })
  isPriceHidden!: boolean;

  @Field(() => Money, { nullable: true, description: 'The asking price; null where none is set.' })
  get price(): Money | null {
    return this.priceMinor === null ? null : { amountMinor: this.priceMinor, currency: this.currency };
  }

  @Field(() => String, { nullable: true, description: 'The payment plan in short: 10/40/50.' })
  @Property({ type: 'text', nullable: true })
  paymentPlan!: string | null;

  @Field(() => [String], { description: "The Partner's own words for sorting." })
  @Property({ type: 'string[]' })
  tags!: string[];

  @Field(() => String, { nullable: true, description: "The unit's id in the Partner's own systems (INV-18)." })
  @Property({ type: 'text', nullable: true })
  externalId!: string | null;

  /** The flat that a parking place or store room belongs to (INV-18). */
  @Property({ type: 'uuid', nullable: true })
  parentUnitId!: string | null;

  @Field(() => Boolean, { description: 'Whether it is on sale; an unreleased unit is seen by the team only (INV-14).' })
  @Property({ type: 'boolean' })
  isReleased!: boolean;

  @Field(() => Int, { description: 'Guards edits: grows by one with every change of the unit.' })
  @Property({ type: 'integer' })
  version!: number;

  @Property({ type: 'text' })
  status!: UnitStatus;

  @Property({ type: 'integer' })
  availabilityVersion!: number;

  @Property({ type: 'datetime' })
  statusChangedAt!: Date;

  @Property({ type: 'uuid', nullable: true })
  statusChangedBy!: string | null;

  @Property({ type: 'text', nullable: true })
  statusChangedByName!: string | null;

  /** The Organisation for which that person acted: the host, or a guest. */
  @Property({ type: 'uuid', nullable: true })
  statusChangedByOrgId!: string | null;

  @Property({ type: 'text', nullable: true })
  statusChangedByOrgName!: string | null;

  /** What an undo goes back to; null when the last change of status was none that can be undone. */
  @Property({ type: 'text', nullable: true })
  statusBefore!: UnitStatus | null;

  /** Whose reservation it is, or was when it was sold (ID-49). */
  @Property({ type: 'uuid', nullable: true })
  reservedBy!: string | null;

  /** The Organisation for which that person acts: the host, or a guest. */
  @Property({ type: 'uuid', nullable: true })
  reservedByOrgId!: string | null;

  @Property({ type: 'text', nullable: true })
  channel!: SalesChannel | null;

  @Property({ type: 'uuid', nullable: true })
  buyerId!: string | null;

  @Property({ type: 'text', nullable: true })
  note!: string | null;

  @Property({ type: 'uuid', nullable: true })
  lastFlipEventId!: string | null;

  /** The guest Organisation that sells it; null is the internal pool. */
  @Property({ type: 'uuid', nullable: true })
  assignedOrgId!: string | null;

  /** The agent who looks after it: of that guest, or of the host's team for a unit of the internal pool (INV-57). */
  @Property({ type: 'uuid', nullable: true })
  assignedUserId!: string | null;

  /** From 1, in the order in which units came into the project; a plan holds the first of them (BIL-23). */
  @Property({ type: 'integer' })
  ordinal!: number;

  @Property({ type: 'datetime' })
  createdAt!: Date;
}
