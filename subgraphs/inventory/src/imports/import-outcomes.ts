import { Tagged } from '@offplan/kernel/graphql/directives';
import { NotPermitted, UserError, ValidationFailed } from '@offplan/kernel/graphql/user-errors';
import { createUnionType, Field, Int, ObjectType } from 'type-graphql';
import { ProjectNotFound } from '../projects/project-results.ts';
import { UnitImport } from './unit-import.ts';

@Tagged('integrator')
@ObjectType({ description: 'The file is read and its columns are guessed.' })
export class StageUnitListSuccess {
  @Field(() => UnitImport, { description: 'The import.' })
  unitImport!: UnitImport;
}

@Tagged('integrator')
@ObjectType({
  implements: UserError,
  description:
    'The file is no unit list that can be read; `code` is EMPTY, TOO_LARGE, ENCRYPTED, OLD_EXCEL, NOT_A_LIST or BROKEN.',
})
export class UnitListNotReadable extends UserError {}

@Tagged('integrator')
@ObjectType({ implements: UserError, description: 'No such import here, or none that the viewer may see.' })
export class UnitImportNotFound extends UserError {
  static make(): UnitImportNotFound {
    return Object.assign(new UnitImportNotFound(), {
      code: 'UNIT_IMPORT_NOT_FOUND',
      message: 'There is no such import, or its file was removed. Send the file again.',
    });
  }
}

@Tagged('integrator')
@ObjectType({ description: 'The dry run was made.' })
export class PreviewUnitImportSuccess {
  @Field(() => UnitImport, { description: 'The import with its preview.' })
  unitImport!: UnitImport;
}

@Tagged('integrator')
@ObjectType({ description: 'The import runs, or has run already.' })
export class StartUnitImportSuccess {
  @Field(() => UnitImport, { description: 'The import.' })
  unitImport!: UnitImport;
}

@Tagged('integrator')
@ObjectType({
  implements: UserError,
  description: 'Rows of the file are wrong, and the person did not choose to leave them out (INV-21).',
})
export class ImportHasWrongRows extends UserError {
  @Field(() => Int, { description: 'How many rows.' })
  wrongCount!: number;

  static of(wrongCount: number): ImportHasWrongRows {
    return Object.assign(new ImportHasWrongRows(), {
      code: 'IMPORT_HAS_WRONG_ROWS',
      message: `${wrongCount} rows cannot be imported. Correct them, or choose to leave them out.`,
      wrongCount,
    });
  }
}

@Tagged('integrator')
@ObjectType({
  implements: UserError,
  description: 'The project would hold more units than the plan allows; nothing is imported (INV-8).',
})
export class UnitLimitReached extends UserError {
  @Field(() => Int, { description: 'How many units of one project the plan allows.' })
  limit!: number;

  @Field(() => String, { description: 'The tier that sets the limit.' })
  tier!: string;

  @Field(() => String, { nullable: true, description: 'The next tier with a higher limit; null when there is none.' })
  upgradeTo!: string | null;
}

const byClass = (value: object) => value.constructor.name;

export const StageUnitListResult = createUnionType({
  name: 'StageUnitListResult',
  description: 'What became of a file.',
  types: () => [StageUnitListSuccess, UnitListNotReadable, ProjectNotFound, NotPermitted] as const,
  resolveType: byClass,
});
export type StageUnitListOutcome = StageUnitListSuccess | UnitListNotReadable | ProjectNotFound | NotPermitted;

export const PreviewUnitImportResult = createUnionType({
  name: 'PreviewUnitImportResult',
  description: 'What became of a dry run.',
  types: () => [PreviewUnitImportSuccess, UnitImportNotFound, NotPermitted, ValidationFailed] as const,
  resolveType: byClass,
});
export type PreviewUnitImportOutcome = PreviewUnitImportSuccess | UnitImportNotFound | NotPermitted | ValidationFailed;

export const StartUnitImportResult = createUnionType({
  name: 'StartUnitImportResult',
  description: 'What became of the start of an import.',
  types: () =>
    [
      StartUnitImportSuccess,
      UnitImportNotFound,
      ImportHasWrongRows,
      UnitLimitReached,
      NotPermitted,
      ValidationFailed,
    ] as const,
  resolveType: byClass,
});
export type StartUnitImportOutcome =
  | StartUnitImportSuccess
  | UnitImportNotFound
  | ImportHasWrongRows
  | UnitLimitReached
  | NotPermitted
  | ValidationFailed;
