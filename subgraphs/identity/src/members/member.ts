import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Tagged } from '@offplan/kernel/graphql/directives';
import { Node } from '@offplan/kernel/graphql/node';
import { DateTime } from '@offplan/kernel/graphql/scalars';
import { encodeId } from '@offplan/kernel/ids';
import type { Role } from '@offplan/kernel/permissions/roles';
import { Field, ID, ObjectType } from 'type-graphql';
import { RoleType } from './role.ts';

@Entity({ schema: 'identity', tableName: 'membership' })
@Tagged('integrator')
@ObjectType({ implements: Node, description: 'A person in an Organisation, with a role.' })
export class Member extends Node {
  @PrimaryKey({ type: 'uuid' })
  orgId!: string;

  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Field(() => ID, { name: 'id', description: 'Opaque and global.' })
  override get globalId(): string {
    return encodeId('member', this.id);
  }

  @Property({ type: 'uuid' })
  userId!: string;

  @Field(() => RoleType, { description: 'What the person is here.' })
  @Property({ type: 'text' })
  role!: Role;

  @Property({ type: 'text' })
  status!: 'active' | 'ended';

  @Field(() => DateTime, { description: 'When the person joined.' })
  @Property({ type: 'datetime' })
  joinedAt!: Date;

  @Property({ type: 'datetime', nullable: true })
  endedAt!: Date | null;

  @Property({ type: 'uuid', nullable: true })
  managerUserId!: string | null;

  /** When the Owner chose that this seat stays; null where it did not (BIL-23). */
  @Property({ type: 'datetime', nullable: true })
  keptAt!: Date | null;

  @Property({ type: 'integer' })
  version!: number;
}
