import { Tagged } from '@offplan/kernel/graphql/directives';
import { Field, ID, InputType, Int } from 'type-graphql';
import { UnitKind } from '../units/unit-kind.ts';
import { UnitStatus } from '../units/unit-status.ts';
import { ImportField } from './import-field.ts';

@Tagged('integrator')
@InputType({ description: 'A unit list to read.' })
export class StageUnitListInput {
  @Field(() => ID, { description: 'The project that it is for.' })
  projectId!: string;

  @Field(() => String, { description: 'The name of the file, at most 200 characters.' })
  fileName!: string;

  @Field(() => String, { description: 'CSV, XLSX or JSON in base64, at most 12 MB decoded.' })
  contentBase64!: string;
}

@Tagged('integrator')
@InputType({ description: 'What a column becomes.' })
export class ImportColumnInput {
  @Field(() => Int, { description: 'Its place in the sheet, from 0.' })
  index!: number;

  @Field(() => ImportField, { nullable: true, description: 'Null: it is not imported.' })
  field?: ImportField | null;

  @Field(() => String, { nullable: true, description: 'Of an area: m2 or ft2. Null: as guessed.' })
  measure?: string | null;

  @Field(() => String, { nullable: true, description: 'Of a price: ISO 4217. Null: as guessed.' })
  currency?: string | null;
}

@Tagged('integrator')
@InputType({ description: 'How a sheet is read.' })
export class ImportSheetInput {
  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => Boolean, { description: 'Whether it is imported.' })
  isChosen!: boolean;

  @Field(() => [ImportColumnInput], { nullable: true, description: 'Columns to read otherwise; the others stay.' })
  columns?: ImportColumnInput[] | null;
}

@Tagged('integrator')
@InputType({ description: 'What a word of the status column means.' })
export class StatusWordInput {
  @Field(() => String, { description: 'The word as written in the file.' })
  word!: string;

  @Field(() => UnitStatus, { nullable: true, description: 'The status; null: not known, its rows are wrong.' })
  status?: UnitStatus | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether such units are held back, not on sale yet.' })
  isUnreleased?: boolean | null;
}

@Tagged('integrator')
@InputType({ description: 'What one cell should say.' })
export class ImportCorrectionInput {
  @Field(() => String, { description: 'The sheet, as its problem names it.' })
  sheet!: string;

  @Field(() => Int, { description: 'The row, as its problem names it.' })
  row!: number;

  @Field(() => String, { description: 'The heading, as its problem names it.' })
  column!: string;

  @Field(() => String, { description: 'The value; a suggestion’s `value` fits here.' })
  value!: string;
}

@Tagged('integrator')
@InputType({ description: 'How to read the file. What is left out stays as it is.' })
export class PreviewUnitImportInput {
  @Field(() => ID, { description: 'The import.' })
  importId!: string;

  @Field(() => [ImportSheetInput], { nullable: true, description: 'Sheets to read otherwise.' })
  sheets?: ImportSheetInput[] | null;

  @Field(() => [StatusWordInput], { nullable: true, description: 'Status words to read otherwise.' })
  statusWords?: StatusWordInput[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'The value whose rows are imported where the file holds several projects; null: all rows.',
  })
  splitValue?: string | null;

  @Field(() => UnitKind, { nullable: true, description: 'The kind of rows that do not say it; null: as guessed.' })
  kind?: UnitKind | null;

  @Field(() => [ImportCorrectionInput], {
    nullable: true,
    description: 'All corrections of cells, at most 10,000; they replace the earlier ones. Left out: they stay.',
  })
  corrections?: ImportCorrectionInput[] | null;
}

@Tagged('integrator')
@InputType({ description: 'Which import to write, and how.' })
export class StartUnitImportInput {
  @Field(() => ID, { description: 'The import.' })
  importId!: string;

  @Field(() => Boolean, { description: 'Whether wrong rows are left out; else any wrong row refuses the whole.' })
  skipWrongRows!: boolean;

  @Field(() => Boolean, { description: "Whether the project's next import is read the same way." })
  keepMapping!: boolean;

  @Field(() => ID, { description: 'A key of 8 to 100 characters for each click (SCH-10).' })
  idempotencyKey!: string;
}
