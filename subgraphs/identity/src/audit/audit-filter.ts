import type { PiiClass } from '@offplan/kernel/events/event';
import { DateTime } from '@offplan/kernel/graphql/scalars';
import { Field, ID, InputType, Int } from 'type-graphql';
import { PiiClassType } from './audit-entry.ts';

@InputType({ description: 'Which entries of the audit log (ID-73); all that is given must hold.' })
export class AuditFilter {
  @Field(() => ID, { nullable: true, description: 'Done by this User, or by this one of `auditActors`.' })
  actorId?: string | null;

  @Field(() => String, { nullable: true, description: 'This action, or all that begin so: `unit.*`.' })
  action?: string | null;

  @Field(() => ID, { nullable: true, description: 'Done to this, by its id.' })
  subjectId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Text in the name of the subject, of the actor or of another person named.',
  })
  search?: string | null;

  @Field(() => DateTime, { nullable: true, description: 'Not before.' })
  from?: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'Before.' })
  to?: Date | null;

  @Field(() => PiiClassType, { nullable: true, description: 'So personal.' })
  piiClass?: PiiClass | null;
}

@InputType({ description: 'The part of the chain to prove.' })
export class VerifyAuditLogInput {
  @Field(() => Int, { nullable: true, description: 'The first entry; left out: from the beginning.' })
  fromSeq?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'The last entry; left out: to the end, which also proves that nothing was cut off.',
  })
  toSeq?: number | null;

  @Field(() => String, {
    nullable: true,
    description: '`head` of the part that was proved before and ends where this one begins: proves that they join.',
  })
  follows?: string | null;
}
