import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Key, Tagged } from '@offplan/kernel/graphql/directives';
import { Node } from '@offplan/kernel/graphql/node';
import { DateTime, Locale, type LocaleCode } from '@offplan/kernel/graphql/scalars';
import { encodeId } from '@offplan/kernel/ids';
import type { OrganisationStatus } from '@offplan/kernel/passport/passport';
import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';

export const OrganisationStatusType = {
  ACTIVE: 'active',
  SUSPENDED: 'suspended',
  FREE_GUEST_ARCHIVED: 'free_guest_archived',
  DELETING: 'deleting',
  DELETED: 'deleted',
} as const satisfies Record<Uppercase<OrganisationStatus>, OrganisationStatus>;

registerEnumType(OrganisationStatusType, {
  name: 'OrganisationStatus',
  description: 'Where an Organisation stands (ID-20).',
  valuesConfig: {
    ACTIVE: { description: 'People work in it.' },
    SUSPENDED: { description: 'Nobody works in it until billing is settled; its pages stay, read-only (ID-26).' },
    FREE_GUEST_ARCHIVED: { description: 'Unused for a year and put away; its Owner can bring it back.' },
    DELETING: { description: 'Closed by its Owner, who can bring it back until it is deleted (ID-27).' },
    DELETED: { description: 'Gone.' },
  },
});

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

  @Field(() => OrganisationStatusType, { description: 'Where it stands.' })
  @Property({ type: 'text' })
  status!: OrganisationStatus;

  @Property({ type: 'integer' })
  version!: number;

  @Field(() => DateTime, { description: 'When it was made.' })
  @Property({ type: 'datetime' })
  createdAt!: Date;

  @Property({ type: 'datetime' })
  slugSince!: Date;

  @Property({ type: 'datetime' })
  lastActivityAt!: Date;

  @Property({ type: 'uuid', nullable: true })
  referredByUserId!: string | null;

  @Field(() => DateTime, { nullable: true, description: 'When it is deleted for good, of a closed one (ID-27).' })
  @Property({ type: 'datetime', nullable: true })
  deletesAt!: Date | null;

  /** What it was when its Owner closed it, and is again when it is brought back; null for one that is not closed. */
  @Property({ type: 'text', nullable: true })
  statusBeforeClosing!: OrganisationStatus | null;

  @Property({ type: 'boolean' })
  hasPaid!: boolean;
}
