import { Tagged } from '@offplan/kernel/graphql/directives';
import { DateTime } from '@offplan/kernel/graphql/scalars';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { StoredPerson } from '../units/people.ts';
import { UnitStatus } from '../units/unit-status.ts';

@Tagged('integrator')
@ObjectType({ description: 'How far a running import is.' })
export class ImportProgress {
  @Field(() => Int, { description: 'Units written so far.' })
  done!: number;

  @Field(() => Int, { description: 'Units to write; 0 until that is known.' })
  total!: number;
}

/** A conflict as it is stored. */
export interface StoredConflict {
  readonly unitId: string;
  readonly unitNumber: string;
  readonly status: UnitStatus;
  readonly occurredAt: string;
  readonly winner: StoredPerson;
}

@Tagged('integrator')
@ObjectType({
  description: 'A status of the file that lost: somebody changed the unit after the dry run (INV-23).',
})
export class ImportConflict {
  @Field(() => ID, { description: 'The unit.' })
  unitId!: string;

  @Field(() => String, { description: "The unit's number." })
  unitNumber!: string;

  @Field(() => UnitStatus, { description: 'The status that the winner set.' })
  status!: UnitStatus;

  @Field(() => DateTime, { description: 'When the winner set it.' })
  occurredAt!: Date;

  winnerFacts!: StoredPerson;
}

/** What an import did, as it is stored. */
export interface StoredResult {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly skipped: number;
  readonly conflicts: readonly StoredConflict[];
}

@Tagged('integrator')
@ObjectType({ description: 'What an import did.' })
export class ImportResult {
  @Field(() => Int, { description: 'Units made.' })
  created!: number;

  @Field(() => Int, { description: 'Units changed.' })
  updated!: number;

  @Field(() => Int, { description: 'Units that were as the file says.' })
  unchanged!: number;

  @Field(() => Int, { description: 'Wrong rows that were left out.' })
  skipped!: number;

  @Field(() => [ImportConflict], { description: 'Statuses that lost against a change after the dry run.' })
  conflicts!: ImportConflict[];

  @Field(() => DateTime, { description: 'When it was finished.' })
  finishedAt!: Date;
}

@Tagged('integrator')
@ObjectType({ description: 'Why an import wrote nothing.' })
export class ImportFailure {
  @Field(() => String, { description: 'Stable, for programs: WRONG_ROWS, UNIT_LIMIT_REACHED, PLAN_ENDED or INTERNAL.' })
  code!: string;

  @Field(() => String, { description: 'The same for people, in English, with the way out.' })
  message!: string;
}
