import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Node } from '@offplan/kernel/graphql/node';
import { DateTime } from '@offplan/kernel/graphql/scalars';
import { encodeId } from '@offplan/kernel/ids';
import { Field, ID, ObjectType } from 'type-graphql';

@Entity({ schema: 'identity', tableName: 'passkey' })
@ObjectType({ implements: Node, description: 'A passkey of the viewer (ID-6).' })
export class Passkey extends Node {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Field(() => ID, { name: 'id', description: 'Opaque and global.' })
  override get globalId(): string {
    return encodeId('passkey', this.id);
  }

  @Property({ type: 'uuid' })
  userId!: string;

  @Field(() => String, { description: 'As the viewer calls it.' })
  @Property({ type: 'text' })
  name!: string;

  @Field(() => Boolean, { description: 'Whether the device keeps it in an account that other devices share.' })
  @Property({ type: 'boolean' })
  isSynced!: boolean;

  @Field(() => DateTime, { description: 'When it was made.' })
  @Property({ type: 'datetime' })
  createdAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'When it was used last; null for never.' })
  @Property({ type: 'datetime', nullable: true })
  lastUsedAt!: Date | null;
}
