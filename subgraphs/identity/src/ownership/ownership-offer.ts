import { BlobType } from '@mikro-orm/core';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Node } from '@offplan/kernel/graphql/node';
import { DateTime } from '@offplan/kernel/graphql/scalars';
import { encodeId } from '@offplan/kernel/ids';
import { Field, ID, ObjectType } from 'type-graphql';

/** How long an offer of ownership can be accepted (ID-22). */
export const OFFER_MILLISECONDS = 7 * 86_400_000;

@Entity({ schema: 'identity', tableName: 'ownership_offer' })
@ObjectType({ implements: Node, description: 'The Owner’s open offer of the ownership to a member (ID-22).' })
export class OwnershipOffer extends Node {
  @PrimaryKey({ type: 'uuid' })
  orgId!: string;

  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Field(() => ID, { name: 'id', description: 'Opaque and global.' })
  override get globalId(): string {
    return encodeId('ownership', this.id);
  }

  @Property({ type: 'uuid' })
  userId!: string;

  @Property({ type: 'uuid' })
  offeredBy!: string;

  @Property({ type: 'text' })
  status!: 'pending' | 'accepted' | 'withdrawn';

  @Property({ type: BlobType, lazy: true })
  tokenHash!: Buffer;

  @Field(() => DateTime, { description: 'When it was made.' })
  @Property({ type: 'datetime' })
  createdAt!: Date;

  @Field(() => DateTime, { description: 'Until when it can be accepted.' })
  @Property({ type: 'datetime' })
  expiresAt!: Date;

  @Property({ type: 'integer' })
  version!: number;
}
