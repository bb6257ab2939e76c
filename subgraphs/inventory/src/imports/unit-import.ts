import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Key, Tagged } from '@offplan/kernel/graphql/directives';
import { Node } from '@offplan/kernel/graphql/node';
import { DateTime } from '@offplan/kernel/graphql/scalars';
import { encodeId } from '@offplan/kernel/ids';
import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import type { ColumnMapping } from './column-mapping.ts';
import { ImportMapping } from './import-mapping.ts';
import type { ImportOptions } from './import-options.ts';
import { ImportPreview, type StoredPreview } from './import-preview.ts';
import { ImportFailure, ImportProgress, type StoredResult } from './import-result.ts';
import { ImportSheet } from './import-sheet.ts';

export enum UnitImportState {
  STAGED = 'staged',
  PREVIEWED = 'previewed',
  RUNNING = 'running',
  DONE = 'done',
  FAILED = 'failed',
}
registerEnumType(UnitImportState, {
  name: 'UnitImportState',
  description: 'Where an import stands.',
  valuesConfig: {
    STAGED: { description: 'The file is read and its columns are guessed.' },
    PREVIEWED: { description: 'The dry run was made; it may be made again with corrections.' },
    RUNNING: { description: 'The units are being written.' },
    DONE: { description: 'The units are written.' },
    FAILED: { description: 'Nothing was written; `failure` says why. Another dry run starts it afresh.' },
  },
});

/**
 * The import of one unit list (INV-20, INV-21). The file itself, the problems, the changes and the planned flips are large: they stay in
 * the table and are read where they are wanted.
 */
@Entity({ schema: 'inventory', tableName: 'unit_import' })
@Key()
@Tagged('integrator')
@ObjectType({ implements: Node, description: 'The import of one unit list into a project.' })
export class UnitImport extends Node {
  @PrimaryKey({ type: 'uuid' })
  orgId!: string;

  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Field(() => ID, { name: 'id', description: 'Opaque and global.' })
  override get globalId(): string {
    return encodeId('import', this.id);
  }

  @Property({ type: 'uuid' })
  projectId!: string;

  @Property({ type: 'integer' })
  version!: number;

  @Field(() => String, { description: 'The name of the file.' })
  @Property({ type: 'text' })
  fileName!: string;

  @Field(() => String, { description: 'csv, xlsx or json.' })
  @Property({ type: 'text' })
  format!: string;

  @Field(() => UnitImportState, { description: 'Where it stands.' })
  @Property({ type: 'text' })
  state!: UnitImportState;

  @Field(() => DateTime, { description: 'When the file was sent.' })
  @Property({ type: 'datetime' })
  createdAt!: Date;

  @Property({ type: 'json', fieldName: 'sheets' })
  sheetRows!: { name: string; rowCount: number }[];

  @Property({ type: 'json', fieldName: 'mapping' })
  columnMappings!: ColumnMapping[];

  @Property({ type: 'json' })
  options!: ImportOptions;

  @Property({ type: 'json', nullable: true, fieldName: 'preview' })
  storedPreview!: StoredPreview | null;

  @Property({ type: 'integer' })
  progressDone!: number;

  @Property({ type: 'integer' })
  progressTotal!: number;

  @Property({ type: 'json', nullable: true, fieldName: 'result' })
  storedResult!: StoredResult | null;

  @Field(() => ImportFailure, { nullable: true, description: 'Why nothing was written, when it failed.' })
  @Property({ type: 'json', nullable: true })
  failure!: ImportFailure | null;

  @Property({ type: 'datetime', nullable: true })
  finishedAt!: Date | null;

  @Field(() => [ImportSheet], { description: 'The tables of the file and how they are read.' })
  get sheets(): ImportSheet[] {
    const rows = new Map(this.sheetRows.map(({ name, rowCount }) => [name, rowCount]));
    return this.columnMappings.map((mapping) => ImportSheet.of(mapping, rows.get(mapping.sheet) ?? 0));
  }

  @Field(() => ImportMapping, { description: 'How the file as a whole is read.' })
  get mapping(): ImportMapping {
    return ImportMapping.of(this.columnMappings, this.options);
  }

  @Field(() => ImportPreview, { nullable: true, description: 'What it would do; null before the first dry run.' })
  get preview(): ImportPreview | null {
    return this.storedPreview && ImportPreview.of(this.id, this.storedPreview);
  }

  @Field(() => ImportProgress, { description: 'How far it is.' })
  get progress(): ImportProgress {
    return Object.assign(new ImportProgress(), { done: this.progressDone, total: this.progressTotal });
  }
}
