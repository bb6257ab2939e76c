import { ForGateway } from '@offplan/kernel/graphql/directives';
import { NotPermitted } from '@offplan/kernel/graphql/user-errors';
import { createUnionType, Field, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { TooManyAttempts } from '../../sessions/session-results.ts';
import { AuditFilter } from '../audit-filter.ts';

export enum AuditExportFormat {
  CSV = 'csv',
  JSON = 'json',
  BUNDLE = 'bundle',
}

registerEnumType(AuditExportFormat, {
  name: 'AuditExportFormat',
  description: 'How the log is written.',
  valuesConfig: {
    CSV: { description: 'A table, for spreadsheets.' },
    JSON: { description: 'A list, for programs.' },
    BUNDLE: { description: 'A proof that can be checked without offplan; always without a filter.' },
  },
});

@ForGateway()
@InputType({ description: 'What to export.' })
export class BeginAuditExportInput {
  @Field(() => AuditExportFormat, { description: 'How.' })
  format!: AuditExportFormat;

  @Field(() => AuditFilter, { nullable: true, description: 'Which entries; left out: all.' })
  filter?: AuditFilter | null;

  @Field(() => Int, { nullable: true, description: 'The first entry; left out: from the beginning.' })
  fromSeq?: number | null;
}

@ForGateway()
@InputType({ description: 'The next part of an export.' })
export class AuditExportPartInput {
  @Field(() => AuditExportFormat, { description: 'How.' })
  format!: AuditExportFormat;

  @Field(() => AuditFilter, { nullable: true, description: 'Which entries; left out: all.' })
  filter?: AuditFilter | null;

  @Field(() => Int, { description: 'The last entry that was written.' })
  afterSeq!: number;

  @Field(() => Int, { description: 'The last entry of the export.' })
  toSeq!: number;

  @Field(() => Boolean, { description: 'Whether nothing was written yet.' })
  isFirst!: boolean;
}

@ForGateway()
@ObjectType({ description: 'An export may be written; the log says so.' })
export class AuditExportBegun {
  @Field(() => String, { description: 'A name for the file.' })
  fileName!: string;

  @Field(() => Int, { description: 'Its first entry.' })
  fromSeq!: number;

  @Field(() => Int, { description: 'Its last entry; what happens later is not in it.' })
  toSeq!: number;

  @Field(() => String, { description: 'What the file begins with.' })
  opening!: string;

  @Field(() => String, { description: 'What the file ends with.' })
  ending!: string;
}

@ForGateway()
@ObjectType({ description: 'Some entries of an export, as the file has them.' })
export class AuditExportPart {
  @Field(() => String, { description: 'Text of the file.' })
  text!: string;

  @Field(() => Int, { nullable: true, description: 'The last entry in it, to go on from; null at the end.' })
  nextAfterSeq!: number | null;
}

export const BeginAuditExportResult = createUnionType({
  name: 'BeginAuditExportResult',
  description: 'Whether an export may be written.',
  types: () => [AuditExportBegun, NotPermitted, TooManyAttempts] as const,
  resolveType: (value: object) => value.constructor.name,
});
export type BeginAuditExportOutcome = AuditExportBegun | NotPermitted | TooManyAttempts;
