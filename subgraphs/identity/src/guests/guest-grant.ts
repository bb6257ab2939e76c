import { BlobType } from '@mikro-orm/core';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Node } from '@offplan/kernel/graphql/node';
import { DateTime, EmailAddress } from '@offplan/kernel/graphql/scalars';
import { encodeId } from '@offplan/kernel/ids';
import type { GuestCapability } from '@offplan/kernel/permissions/roles';
import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { GuestCapabilityType } from '../members/role.ts';

export enum GuestGrantStatus {
  PENDING = 'pending',
  ACTIVE = 'active',
  WITHDRAWN = 'withdrawn',
  EXPIRED = 'expired',
}
registerEnumType(GuestGrantStatus, {
  name: 'GuestGrantStatus',
  description: 'Where a guest grant stands.',
  valuesConfig: {
    PENDING: { description: 'Offered, not accepted yet.' },
    ACTIVE: { description: 'The guest Organisation works in the project.' },
    WITHDRAWN: { description: 'The host took it back.' },
    EXPIRED: { description: 'Nobody accepted it in 7 days.' },
  },
});

@Entity({ schema: 'identity', tableName: 'guest_grant' })
@ObjectType({
  implements: Node,
  description: 'A guest Organisation in one project of the host, or the offer of it (ID-50).',
})
export class GuestGrant extends Node {
  @PrimaryKey({ type: 'uuid' })
  orgId!: string;

  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Field(() => ID, { name: 'id', description: 'Opaque and global.' })
  override get globalId(): string {
    return encodeId('grant', this.id);
  }

  @Property({ type: 'uuid' })
  projectId!: string;

  @Field(() => ID, { name: 'projectId', description: 'The project that the guest is let into.' })
  get projectGlobalId(): string {
    return encodeId('project', this.projectId);
  }

  @Property({ type: 'text' })
  email!: string;

  @Field(() => EmailAddress, {
    name: 'email',
    nullable: true,
    description: 'To whom it was offered; null when the guest was named by its address.',
  })
  get offeredTo(): string | null {
    return this.invitedOrgId ? null : this.email;
  }

  /** The Organisation that was named by its slug, of which any Owner or Admin may accept. */
  @Property({ type: 'uuid', nullable: true })
  invitedOrgId!: string | null;

  @Property({ type: 'uuid', nullable: true })
  guestOrgId!: string | null;

  @Field(() => [GuestCapabilityType], { description: 'What the guest may do there.' })
  @Property({ type: 'string[]' })
  capabilities!: GuestCapability[];

  @Property({ type: 'text' })
  status!: 'pending' | 'active' | 'withdrawn';

  @Property({ type: 'uuid' })
  invitedBy!: string;

  @Field(() => DateTime, { description: 'When it was offered.' })
  @Property({ type: 'datetime' })
  createdAt!: Date;

  @Property({ type: BlobType, lazy: true })
  tokenHash!: Buffer;

  @Field(() => DateTime, { description: 'When its mail was written last.' })
  @Property({ type: 'datetime' })
  sentAt!: Date;

  @Property({ type: 'datetime' })
  expiresAt!: Date;

  @Property({ type: 'integer' })
  version!: number;
}

/** The status at a moment: nobody has to write down that time has passed. */
export function grantStatusAt(grant: { status: string; expiresAt: Date }, now: Date): GuestGrantStatus {
  if (grant.status === 'pending' && grant.expiresAt <= now) return GuestGrantStatus.EXPIRED;
  return grant.status as GuestGrantStatus;
}
