import { BlobType } from '@mikro-orm/core';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Node } from '@offplan/kernel/graphql/node';
import { DateTime, EmailAddress } from '@offplan/kernel/graphql/scalars';
import { encodeId } from '@offplan/kernel/ids';
import type { Role } from '@offplan/kernel/permissions/roles';
import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { RoleType } from './role.ts';

export enum InvitationStatus {
  PENDING = 'pending',
  ACCEPTED = 'accepted',
  REVOKED = 'revoked',
  EXPIRED = 'expired',
}
registerEnumType(InvitationStatus, {
  name: 'InvitationStatus',
  description: 'What became of an invitation.',
  valuesConfig: {
    PENDING: { description: 'It can be accepted.' },
    ACCEPTED: { description: 'It was accepted; a link works once.' },
    REVOKED: { description: 'It was taken back.' },
    EXPIRED: { description: 'Nobody accepted it in 7 days.' },
  },
});

@Entity({ schema: 'identity', tableName: 'invitation' })
@ObjectType({ implements: Node, description: 'A person invited into the team.' })
export class Invitation extends Node {
  @PrimaryKey({ type: 'uuid' })
  orgId!: string;

  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Field(() => ID, { name: 'id', description: 'Opaque and global.' })
  override get globalId(): string {
    return encodeId('invitation', this.id);
  }

  @Field(() => EmailAddress, { description: 'Who is invited; only the account with this e-mail can accept.' })
  @Property({ type: 'text' })
  email!: string;

  @Field(() => RoleType, { description: 'The role that comes with it.' })
  @Property({ type: 'text' })
  role!: Role;

  @Property({ type: 'text' })
  status!: 'pending' | 'accepted' | 'revoked';

  @Property({ type: 'uuid' })
  invitedBy!: string;

  @Field(() => DateTime, { description: 'When it was made.' })
  @Property({ type: 'datetime' })
  createdAt!: Date;

  @Property({ type: BlobType, lazy: true })
  tokenHash!: Buffer;

  @Field(() => DateTime, { description: 'When its mail was written last.' })
  @Property({ type: 'datetime' })
  sentAt!: Date;

  @Field(() => DateTime, { description: 'Until when it can be accepted.' })
  @Property({ type: 'datetime' })
  expiresAt!: Date;

  @Property({ type: 'integer' })
  version!: number;
}

/** The status at a moment: nobody has to write down that time has passed. */
export function statusAt(invitation: { status: string; expiresAt: Date }, now: Date): InvitationStatus {
  if (invitation.status === 'pending' && invitation.expiresAt <= now) return InvitationStatus.EXPIRED;
  return invitation.status as InvitationStatus;
}
