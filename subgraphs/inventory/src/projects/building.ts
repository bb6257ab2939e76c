import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Key, Tagged } from '@offplan/kernel/graphql/directives';
import { Node } from '@offplan/kernel/graphql/node';
import { encodeId } from '@offplan/kernel/ids';
import { Field, ID, ObjectType } from 'type-graphql';

@Entity({ schema: 'inventory', tableName: 'building' })
@Key()
@Tagged('integrator')
@ObjectType({ implements: Node, description: 'One building of a project; a row of villas counts as one.' })
export class Building extends Node {
  @PrimaryKey({ type: 'uuid' })
  orgId!: string;

  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Field(() => ID, { name: 'id', description: 'Opaque and global.' })
  override get globalId(): string {
    return encodeId('building', this.id);
  }

  @Property({ type: 'uuid' })
  projectId!: string;

  @Field(() => String, { description: 'Unique in the project.' })
  @Property({ type: 'text' })
  name!: string;

  @Property({ type: 'integer' })
  ordinal!: number;
}
