import { NotPermitted, ValidationFailed } from '@offplan/kernel/graphql/user-errors';
import { decodeId } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { refusalIn } from '../projects/refusal-of-plan.ts';
import { makeDryRun } from './dry-run.ts';
import type { PreviewUnitImportInput } from './import-inputs.ts';
import { type PreviewUnitImportOutcome, PreviewUnitImportSuccess, UnitImportNotFound } from './import-outcomes.ts';
import { loadImport, lockImport, readContent } from './load-import.ts';
import { readPreviewInput } from './read-preview-input.ts';
import { readUnitList } from './read-unit-list.ts';
import { UnitImportState } from './unit-import.ts';

/**
 * The dry run (INV-21): reads the file as the person says and tells what an import would do. Writes nothing but the import's own row. May
 * be repeated until the import is started, and after one that failed.
 */
export async function previewUnitImport(
  context: RequestContext,
  input: PreviewUnitImportInput,
): Promise<PreviewUnitImportOutcome> {
  const startedAt = performance.now();
  if (!context.may('import_units')) return new NotPermitted();
  const id = decodeId('import', input.importId);
  const staged = id && (await loadImport(context, id));
  if (!id || !staged) return UnitImportNotFound.make();
  if (isStarted(staged.state)) return alreadyStarted();
  const content = await context.transaction((tx) => readContent(tx, context.orgId, id));
  const list = content && (await readUnitList(content, staged.fileName));
  if (!list?.ok) return UnitImportNotFound.make();
  const outcome = await context.transaction(async (tx) => {
    const unitImport = await lockImport(tx, context.orgId, id);
    if (!unitImport) return UnitImportNotFound.make();
    if (isStarted(unitImport.state)) return alreadyStarted();
    const { projectId, columnMappings, options } = unitImport;
    const refusal = await refusalIn(context, tx, { projectIds: [projectId] });
    if (refusal) return refusal;
    const reading = readPreviewInput({ mappings: columnMappings, options }, input);
    if (reading instanceof ValidationFailed) return reading;
    const isMade = await makeDryRun(context, tx, {
      importId: id,
      projectId,
      sheets: list.sheets,
      ...reading,
      startedAt,
    });
    return isMade ? null : UnitImportNotFound.make();
  });
  return outcome ?? Object.assign(new PreviewUnitImportSuccess(), { unitImport: (await loadImport(context, id))! });
}

function isStarted(state: UnitImportState): boolean {
  return state === UnitImportState.RUNNING || state === UnitImportState.DONE;
}

function alreadyStarted(): ValidationFailed {
  return new ValidationFailed([
    { path: ['importId'], code: 'ALREADY_STARTED', message: 'This import has been started. Send the file again.' },
  ]);
}
