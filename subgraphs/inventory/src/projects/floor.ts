import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Key, Tagged } from '@offplan/kernel/graphql/directives';
import { Node } from '@offplan/kernel/graphql/node';
import { encodeId } from '@offplan/kernel/ids';
import { Field, ID, Int, ObjectType } from 'type-graphql';

@Entity({ schema: 'inventory', tableName: 'floor' })
@Key()
@Tagged('integrator')
@ObjectType({ implements: Node, description: 'One floor of a building.' })
export class Floor extends Node {
  @PrimaryKey({ type: 'uuid' })
  orgId!: string;

  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Field(() => ID, { name: 'id', description: 'Opaque and global.' })
  override get globalId(): string {
    return encodeId('floor', this.id);
  }

  @Property({ type: 'uuid' })
  projectId!: string;

  @Property({ type: 'uuid' })
  buildingId!: string;

  @Field(() => String, { description: 'As people write it: 12, 13A, G.' })
  @Property({ type: 'text' })
  label!: string;

  @Field(() => Int, {
    description:
      'For the order, from the ground up; the ground floor is 0, basements are negative. Floors 13 and 13A have different levels: ten steps a storey.',
  })
  @Property({ type: 'integer' })
  level!: number;
}
