import { Tagged } from '@offplan/kernel/graphql/directives';
import { Field, Int, ObjectType } from 'type-graphql';
import { UnitKind } from '../units/unit-kind.ts';
import { UnitStatus } from '../units/unit-status.ts';
import type { ColumnMapping } from './column-mapping.ts';
import type { ImportOptions } from './import-options.ts';
import { foldWords } from './words/fold-words.ts';

@Tagged('integrator')
@ObjectType({ description: 'A word of the status column and what it means.' })
export class StatusWord {
  @Field(() => String, { description: 'The word as written.' })
  word!: string;

  @Field(() => UnitStatus, { nullable: true, description: 'The status; null: not known yet.' })
  status!: UnitStatus | null;

  @Field(() => Boolean, { description: 'Whether such units are held back, not on sale yet (INV-14).' })
  isUnreleased!: boolean;
}

@Tagged('integrator')
@ObjectType({ description: 'One of the projects that a file holds.' })
export class ImportSplit {
  @Field(() => String, { description: 'The value that tells it.' })
  value!: string;

  @Field(() => Int, { description: 'Rows with this value.' })
  rowCount!: number;
}

@Tagged('integrator')
@ObjectType({ description: 'How the file as a whole is read.' })
export class ImportMapping {
  @Field(() => [StatusWord], { description: 'The words of the status columns.' })
  statusWords!: StatusWord[];

  @Field(() => Int, {
    nullable: true,
    description: 'The column that says to which project a row belongs, where one file holds several.',
  })
  splitColumn!: number | null;

  @Field(() => [String], { description: 'The values of that column, the most frequent first.' })
  splitValues!: string[];

  @Field(() => [ImportSplit], { description: 'The same with their numbers of rows.' })
  splits!: ImportSplit[];

  @Field(() => String, { nullable: true, description: 'The value whose rows are imported; null: all rows.' })
  splitValue!: string | null;

  @Field(() => UnitKind, { nullable: true, description: 'The kind of rows that do not say it themselves.' })
  kind!: UnitKind | null;

  static of(mappings: readonly ColumnMapping[], options: ImportOptions): ImportMapping {
    const chosen = mappings.filter(({ include }) => include);
    const split = chosen.find(({ splitBy }) => splitBy)?.splitBy ?? null;
    const splits = (split?.values ?? []).map(({ value, rows }) =>
      Object.assign(new ImportSplit(), { value, rowCount: rows }),
    );
    return Object.assign(new ImportMapping(), {
      statusWords: statusWordsOf(chosen, options),
      splitColumn: split?.index ?? null,
      splitValues: splits.map(({ value }) => value),
      splits,
      splitValue: split?.only ?? null,
      kind: chosen.map(({ defaults }) => defaults.kind).find((kind) => kind !== null) ?? null,
    });
  }
}

function statusWordsOf(mappings: readonly ColumnMapping[], options: ImportOptions): StatusWord[] {
  const known = new Map<string, StatusWord>();
  const unreleased = new Set(options.unreleasedWords.map(foldWords));
  const add = (word: string, status: UnitStatus | null) => {
    if (!known.has(foldWords(word)))
      known.set(
        foldWords(word),
        Object.assign(new StatusWord(), { word, status, isUnreleased: unreleased.has(foldWords(word)) }),
      );
  };
  for (const { statusWords } of mappings)
    for (const [word, status] of Object.entries(statusWords)) add(word, status as UnitStatus);
  for (const word of options.unknownWords) add(word, null);
  return [...known.values()];
}
