import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Key, Tagged } from '@offplan/kernel/graphql/directives';
import { Node } from '@offplan/kernel/graphql/node';
import { DateTime, Locale, type LocaleCode } from '@offplan/kernel/graphql/scalars';
import { encodeId } from '@offplan/kernel/ids';
import { Field, ID, ObjectType } from 'type-graphql';

@Entity({ schema: 'identity', tableName: 'organisation' })
@Key()
@Tagged('integrator')
@ObjectType({
  implements: Node,
  description: 'The tenant and the unit of subscription: a developer, studio or agency with its team.',
})
export class Organisation extends Node {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Field(() => ID, { name: 'id', description: 'Opaque and global.' })
  override get globalId(): string {
    return encodeId('org', this.id);
  }

  @Field(() => String, { description: 'The word in addresses, unique on the Platform.' })
  @Property({ type: 'text' })
  slug!: string;

  @Field(() => String, { description: 'Display name.' })
  @Property({ type: 'text' })
  name!: string;

  @Field(() => String, { description: 'Country, ISO 3166.' })
  @Property({ type: 'text' })
  country!: string;

  @Field(() => String, { description: 'IANA time zone in which days are counted.' })
  @Property({ type: 'text' })
  timeZone!: string;

  @Field(() => Locale, { description: 'Language of what the Organisation sends.' })
  @Property({ type: 'text' })
  locale!: LocaleCode;

  @Field(() => DateTime, { description: 'When it was made.' })
  @Property({ type: 'datetime' })
  createdAt!: Date;
}
