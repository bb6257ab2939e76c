import type { PiiClass } from '@offplan/kernel/events/event';
import { Node } from '@offplan/kernel/graphql/node';
import { CalendarDate, DateTime } from '@offplan/kernel/graphql/scalars';
import { encodeId } from '@offplan/kernel/ids';
import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';

export const PiiClassType = {
  NONE: 'none',
  PERSONAL_META: 'personal_meta',
  SENSITIVE: 'sensitive',
  PSEUDONYMOUS: 'pseudonymous',
} as const satisfies Record<Uppercase<PiiClass>, PiiClass>;

registerEnumType(PiiClassType, {
  name: 'PiiClass',
  description: 'How personal an entry is (ID-70).',
  valuesConfig: {
    NONE: { description: 'Nothing personal.' },
    PERSONAL_META: { description: 'Who did it, from where.' },
    SENSITIVE: { description: 'A buyer’s data or a note.' },
    PSEUDONYMOUS: { description: 'A person by id only.' },
  },
});

@ObjectType({ description: 'Who did something.' })
export class AuditActor {
  @Field(() => String, { description: '`user`, `operator`, `stripe`, or `system` for offplan’s own clockwork.' })
  kind!: string;

  @Field(() => ID, { nullable: true, description: 'The User’s id, of a user.' })
  id!: string | null;

  @Field(() => String, { nullable: true, description: 'The name at that time; null when it was erased.' })
  name!: string | null;
}

@ObjectType({ description: 'Somebody of whom the audit log has entries.' })
export class AuditLogActor {
  @Field(() => ID, {
    description: 'What asks for its entries: `AuditFilter.actorId`. `system` for whatever no person did.',
  })
  id!: string;

  @Field(() => String, { description: '`user`, `operator`, or `system` for whatever no person did.' })
  kind!: string;

  @Field(() => String, { nullable: true, description: 'The name in its newest entry; null when it was erased.' })
  name!: string | null;
}

@ObjectType({ description: 'What something was done to.' })
export class AuditSubject {
  @Field(() => String, { description: 'Its kind, such as `unit`.' })
  type!: string;

  @Field(() => ID, { description: 'Its id.' })
  id!: string;

  @Field(() => String, {
    nullable: true,
    description: 'What people call it: a unit’s number, a person’s name; null when it has none or it was erased.',
  })
  label!: string | null;
}

@ObjectType({ description: 'A field before and after.' })
export class AuditChange {
  @Field(() => String, { description: 'The field.' })
  field!: string;

  @Field(() => String, { nullable: true, description: 'Its value before; null for none.' })
  before!: string | null;

  @Field(() => String, { nullable: true, description: 'Its value after; null for none.' })
  after!: string | null;
}

@ObjectType({ description: 'Another fact of an entry.' })
export class AuditDetail {
  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'Its value; null when it was personal and was erased.' })
  value!: string | null;
}

@ObjectType({ implements: Node, description: 'One entry of the audit log (ID-70).' })
export class AuditEntry extends Node {
  eventId!: string;

  @Field(() => ID, { name: 'id', description: 'Opaque and global.' })
  override get globalId(): string {
    return encodeId('audit', this.eventId);
  }

  @Field(() => Int, { description: 'Its number in the chain, from 1 without gaps.' })
  seq!: number;

  @Field(() => DateTime, { description: 'When it happened.' })
  occurredAt!: Date;

  @Field(() => String, { description: 'What happened, such as `unit.status_changed`.' })
  action!: string;

  @Field(() => AuditActor, { description: 'Who did it.' })
  actor!: AuditActor;

  /** UUID of the guest Organisation. */
  onBehalfOfId!: string | null;

  @Field(() => AuditSubject, { description: 'What it was done to.' })
  subject!: AuditSubject;

  @Field(() => [AuditChange], { description: 'Fields before and after.' })
  changes!: AuditChange[];

  @Field(() => [AuditDetail], { description: 'Further facts.' })
  details!: AuditDetail[];

  @Field(() => String, { nullable: true, description: 'The request in which it happened.' })
  requestId!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The network address it came from; null when it was erased or there was none.',
  })
  address!: string | null;

  @Field(() => PiiClassType, { description: 'How personal it is.' })
  piiClass!: PiiClass;

  @Field(() => String, { description: 'Its hash, in hex.' })
  hash!: string;

  @Field(() => String, { description: 'The hash of the entry before it, in hex.' })
  previousHash!: string;
}

@ObjectType({ description: 'A day’s end of the chain, signed (ID-71).' })
export class AuditSeal {
  @Field(() => CalendarDate, { description: 'The day, UTC.' })
  day!: string;

  @Field(() => Int, { description: 'The last entry of that day.' })
  seq!: number;

  @Field(() => String, { description: 'Its hash, in hex.' })
  head!: string;

  @Field(() => DateTime, { description: 'When it was signed.' })
  sealedAt!: Date;
}

@ObjectType({ description: 'The public key that proves the seals.' })
export class AuditKey {
  @Field(() => String, { description: 'Ed25519, PEM.' })
  publicKey!: string;

  @Field(() => String, { description: 'SHA-256 of the key (DER), in hex.' })
  fingerprint!: string;
}
