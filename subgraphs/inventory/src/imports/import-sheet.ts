import { Tagged } from '@offplan/kernel/graphql/directives';
import { Field, Float, Int, ObjectType } from 'type-graphql';
import type { ColumnMapping, MappedColumn } from './column-mapping.ts';
import { ImportField } from './import-field.ts';

@Tagged('integrator')
@ObjectType({ description: 'One column of a unit list and what it becomes.' })
export class ImportColumn {
  @Field(() => Int, { description: 'Its place in the sheet, from 0.' })
  index!: number;

  @Field(() => String, { description: 'Its heading as the person sees it.' })
  header!: string;

  @Field(() => [String], { description: 'The first different values; none where they are personal.' })
  samples!: readonly string[];

  @Field(() => ImportField, { nullable: true, description: 'What it becomes; null: it is not imported.' })
  field!: ImportField | null;

  @Field(() => String, { nullable: true, description: 'Of an area: m2 or ft2.' })
  measure!: string | null;

  @Field(() => String, { nullable: true, description: 'Of a price: the currency that the heading names, ISO 4217.' })
  currency!: string | null;

  @Field(() => Float, { description: 'How sure the guess is, 0 to 1.' })
  confidence!: number;

  @Field(() => Boolean, { description: 'Whether it holds names or contacts of people: its values are not shown.' })
  isPersonal!: boolean;

  static of(column: MappedColumn): ImportColumn {
    return Object.assign(new ImportColumn(), {
      index: column.index,
      header: column.header,
      samples: column.samples,
      field: column.field as ImportField | null,
      measure: column.unit ?? null,
      currency: column.currency ?? null,
      confidence: column.confidence,
      isPersonal: column.personal,
    });
  }
}

@Tagged('integrator')
@ObjectType({ description: 'What the reading of a sheet rests on, where the person should know it.' })
export class ImportNote {
  @Field(() => String, { description: 'Stable, for programs: NUMBER_COMPOSED, AREA_UNIT_ASSUMED and the like.' })
  code!: string;

  @Field(() => String, { description: 'The same for people, in English.' })
  message!: string;
}

@Tagged('integrator')
@ObjectType({ description: 'One table of a unit list and how it is read.' })
export class ImportSheet {
  @Field(() => String, { description: 'The name of the sheet, or of the file.' })
  name!: string;

  @Field(() => Int, { description: 'Rows below the heading.' })
  rowCount!: number;

  @Field(() => Boolean, { description: 'Whether it is imported.' })
  isChosen!: boolean;

  @Field(() => Int, {
    nullable: true,
    description: 'First row of the heading, as the person counts; null: no heading.',
  })
  headerFirstRow!: number | null;

  @Field(() => Int, { nullable: true, description: 'Last row of the heading; null: no heading.' })
  headerLastRow!: number | null;

  @Field(() => [ImportColumn], { description: 'Its columns.' })
  columns!: ImportColumn[];

  @Field(() => [ImportNote], { description: 'What the person should know of the reading.' })
  notes!: ImportNote[];

  static of(mapping: ColumnMapping, rowCount: number): ImportSheet {
    return Object.assign(new ImportSheet(), {
      name: mapping.sheet,
      rowCount,
      isChosen: mapping.include,
      headerFirstRow: mapping.headerRows?.first ?? null,
      headerLastRow: mapping.headerRows?.last ?? null,
      columns: mapping.columns.map(ImportColumn.of),
      notes: mapping.notes.map(({ code, message }) =>
        Object.assign(new ImportNote(), { code: code.toUpperCase(), message }),
      ),
    });
  }
}
