import { CalendarDate, DateTime } from '@offplan/kernel/graphql/scalars';
import { NotPermitted } from '@offplan/kernel/graphql/user-errors';
import { createUnionType, Field, Int, ObjectType } from 'type-graphql';
import { AuditSeal } from './audit-entry.ts';
import { AuditFault } from './audit-fault.ts';

@ObjectType({ description: 'The part of the chain is whole: nothing in it was changed, moved, put in or taken out.' })
export class AuditLogVerified {
  @Field(() => Int, { description: 'How many entries were proved.' })
  entries!: number;

  @Field(() => Int, { description: 'The first.' })
  fromSeq!: number;

  @Field(() => Int, { description: 'The last.' })
  toSeq!: number;

  @Field(() => Int, {
    description:
      'The last entry that there is. One call proves a part of a long log: where `toSeq` is less, go on from the next one, with `follows`.',
  })
  lastSeq!: number;

  @Field(() => String, { description: 'Hash of the last that was proved, in hex.' })
  head!: string;

  @Field(() => DateTime, { description: 'When it was proved.' })
  verifiedAt!: Date;

  @Field(() => AuditSeal, { nullable: true, description: 'The newest seal; null before the first.' })
  lastSeal!: AuditSeal | null;

  @Field(() => [CalendarDate], {
    description: 'Days, UTC, since the first entry that ended without a seal; at most 100, the newest first.',
  })
  unsealedDays!: string[];
}

@ObjectType({ description: 'The chain is broken.' })
export class AuditLogBroken {
  @Field(() => Int, { description: 'How many entries were looked at.' })
  entries!: number;

  @Field(() => Int, { description: 'The first entry that is wrong or missing.' })
  brokenSeq!: number;

  @Field(() => AuditFault, { description: 'In what way.' })
  fault!: AuditFault;

  @Field(() => String, { description: 'What is wrong with it, in English; apps translate `fault`.' })
  reason!: string;

  @Field(() => DateTime, { description: 'When it was found.' })
  verifiedAt!: Date;
}

export const VerifyAuditLogResult = createUnionType({
  name: 'VerifyAuditLogResult',
  description: 'Whether the audit log is whole.',
  types: () => [AuditLogVerified, AuditLogBroken, NotPermitted] as const,
  resolveType: (value: object) => value.constructor.name,
});
export type VerifyAuditLogOutcome = AuditLogVerified | AuditLogBroken | NotPermitted;
