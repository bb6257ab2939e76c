import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Key, Tagged } from '@offplan/kernel/graphql/directives';
import { Node } from '@offplan/kernel/graphql/node';
import { Locale, type LocaleCode } from '@offplan/kernel/graphql/scalars';
import { encodeId } from '@offplan/kernel/ids';
import { Field, ID, ObjectType } from 'type-graphql';

@Entity({ schema: 'identity', tableName: 'user' })
@Key()
@Tagged('integrator')
@ObjectType({ implements: Node, description: 'A person; may be a member of many Organisations.' })
export class User extends Node {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Field(() => ID, { name: 'id', description: 'Opaque and global.' })
  override get globalId(): string {
    return encodeId('user', this.id);
  }

  @Field(() => String, { description: 'As the person wants to be called.' })
  @Property({ type: 'text' })
  name!: string;

  @Property({ type: 'text' })
  email!: string;

  @Property({ type: 'text', lazy: true, nullable: true })
  passwordHash!: string | null;

  @Field(() => Locale, { description: 'The language that the person chose.' })
  @Property({ type: 'text' })
  locale!: LocaleCode;

  @Property({ type: 'text' })
  termsVersion!: string;

  @Property({ type: 'datetime' })
  termsAcceptedAt!: Date;

  @Property({ type: 'text', nullable: true })
  termsAddress!: string | null;

  @Property({ type: 'datetime' })
  createdAt!: Date;
}
