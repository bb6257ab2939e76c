import { connectionTypes } from '@offplan/kernel/graphql/connection';
import { Tagged } from '@offplan/kernel/graphql/directives';
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { UnitStatus } from '../units/unit-status.ts';
import { ImportField } from './import-field.ts';

export enum ImportProblemSeverity {
  ERROR = 'error',
  WARNING = 'warning',
}
registerEnumType(ImportProblemSeverity, {
  name: 'ImportProblemSeverity',
  description: 'What a problem does to its row.',
  valuesConfig: {
    ERROR: { description: 'The row is not imported.' },
    WARNING: { description: 'The row is imported; the person should know.' },
  },
});

@Tagged('integrator')
@ObjectType({ description: 'A correction that the person can take by one click.' })
export class ImportSuggestion {
  @Field(() => String, { description: 'What to write on the button, in English: Use 108.4 m².' })
  label!: string;

  @Field(() => String, {
    description: 'What the cell should say: pass it as a correction of this cell to previewUnitImport.',
  })
  value!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Of a status: the word that would be read so in all rows, for `statusWords` of previewUnitImport.',
  })
  statusWord!: string | null;

  @Field(() => UnitStatus, { nullable: true, description: 'Of a status: what it would be read as.' })
  status!: UnitStatus | null;
}

@Tagged('integrator')
@ObjectType({ description: 'What is wrong with a row, or worth knowing (INV-21).' })
export class ImportProblem {
  @Field(() => Int, { description: 'The row as the person counts.' })
  row!: number;

  @Field(() => String, { description: 'The sheet.' })
  sheet!: string;

  @Field(() => String, { nullable: true, description: 'The heading of the column; null: the whole row.' })
  column!: string | null;

  @Field(() => ImportField, { nullable: true, description: 'What that column becomes.' })
  field!: ImportField | null;

  @Field(() => String, { nullable: true, description: 'The value as written; null: empty, or a person’s name.' })
  value!: string | null;

  @Field(() => String, { description: 'Stable, for programs: UNKNOWN_STATUS, DUPLICATE_NUMBER and the like.' })
  code!: string;

  @Field(() => String, { description: 'The same for people, in English.' })
  reason!: string;

  @Field(() => ImportProblemSeverity, { description: 'Whether it keeps the row out.' })
  severity!: ImportProblemSeverity;

  @Field(() => ImportSuggestion, { nullable: true, description: 'A likely correction.' })
  suggestion!: ImportSuggestion | null;
}

@Tagged('integrator')
@ObjectType({ description: 'One field of a unit that the import would change.' })
export class ImportChange {
  @Field(() => String, { description: "The unit's number." })
  unitNumber!: string;

  @Field(() => String, { nullable: true, description: 'Its building.' })
  building!: string | null;

  @Field(() => String, { description: "The field's name, such as price or status." })
  field!: string;

  @Field(() => String, { nullable: true, description: 'What it is.' })
  before!: string | null;

  @Field(() => String, { nullable: true, description: 'What it would become.' })
  after!: string | null;
}

export const ImportProblemConnection = connectionTypes(ImportProblem, 'problems');
export const ImportChangeConnection = connectionTypes(ImportChange, 'changes');

/** Counts of a dry run as they are stored. */
export interface StoredPreview {
  readonly newCount: number;
  readonly changedCount: number;
  readonly unchangedCount: number;
  readonly missingCount: number;
  readonly wrongCount: number;
  readonly warningCount: number;
  readonly newSummary: string | null;
  /** Milliseconds. */
  readonly tookMs: number;
  readonly problemCount: number;
  readonly changeCount: number;
}

@Tagged('integrator')
@ObjectType({ description: 'What an import would do: nothing is written yet (INV-21).' })
export class ImportPreview {
  @Field(() => Int, { description: 'Units that would be made.' })
  newCount!: number;

  @Field(() => Int, { description: 'Units that would change.' })
  changedCount!: number;

  @Field(() => Int, { description: 'Units that are as the file says.' })
  unchangedCount!: number;

  @Field(() => Int, { description: 'Units of the project that the file does not name; they stay as they are.' })
  missingCount!: number;

  @Field(() => Int, { description: 'Rows that cannot be imported.' })
  wrongCount!: number;

  @Field(() => Int, { description: 'Problems that keep no row out.' })
  warningCount!: number;

  @Field(() => String, {
    nullable: true,
    description: 'The new units in words: "96 apartments, 4 shops in Tower A, Tower B". Null: none.',
  })
  newSummary!: string | null;

  @Field(() => Int, { description: 'How long the dry run took, in milliseconds.' })
  tookMs!: number;

  /** Of which import it is. */
  importId!: string;
  problemCount!: number;
  changeCount!: number;

  static of(importId: string, stored: StoredPreview): ImportPreview {
    return Object.assign(new ImportPreview(), { importId, ...stored });
  }
}
