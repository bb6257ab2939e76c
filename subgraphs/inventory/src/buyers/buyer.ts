import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Tagged } from '@offplan/kernel/graphql/directives';
import { Node } from '@offplan/kernel/graphql/node';
import { encodeId } from '@offplan/kernel/ids';
import { Field, ID, ObjectType } from 'type-graphql';

@Entity({ schema: 'inventory', tableName: 'buyer' })
@Tagged('integrator')
@ObjectType({ implements: Node, description: 'A person who may buy, attributed to the agent who brought them.' })
export class Buyer extends Node {
  @PrimaryKey({ type: 'uuid' })
  orgId!: string;

  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Field(() => ID, { name: 'id', description: 'Opaque and global.' })
  override get globalId(): string {
    return encodeId('buyer', this.id);
  }

  @Property({ type: 'uuid' })
  projectId!: string;

  @Field(() => String, { description: 'Name.' })
  @Property({ type: 'text' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'Telephone or e-mail.' })
  @Property({ type: 'text' })
  contact!: string;

  @Property({ type: 'uuid' })
  agentUserId!: string;

  @Property({ type: 'uuid' })
  agentOrgId!: string;

  /** Since when the buyer is this agent's. */
  @Property({ type: 'datetime' })
  agentSince!: Date;

  /** When the agent left: the attribution stays, but the buyer is nobody's own until a handoff (ID-43, ID-46). */
  @Property({ type: 'datetime', nullable: true })
  agentLeftAt!: Date | null;

  @Property({ type: 'integer' })
  version!: number;

  @Property({ type: 'datetime' })
  createdAt!: Date;
}
