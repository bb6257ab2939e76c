import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { Entitlements } from '@offplan/kernel/entitlements/entitlements';
import { readEntitlements } from '@offplan/kernel/entitlements/read-entitlements';
import { NotPermitted, ValidationFailed } from '@offplan/kernel/graphql/user-errors';
import { decodeId } from '@offplan/kernel/ids';
import { enqueue } from '@offplan/kernel/jobs/job-queue';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { refusalIn } from '../projects/refusal-of-plan.ts';
import { actsFor } from '../units/people.ts';
import { actionOfTransition } from '../units/unit-status.ts';
import { makeDryRun, type PlannedFlips } from './dry-run.ts';
import { type ImportStarter, importEvent } from './import-events.ts';
import type { StartUnitImportInput } from './import-inputs.ts';
import {
  ImportHasWrongRows,
  type StartUnitImportOutcome,
  StartUnitImportSuccess,
  UnitImportNotFound,
  UnitLimitReached,
} from './import-outcomes.ts';
import { loadImport, lockImport, readContent } from './load-import.ts';
import { readUnitList } from './read-unit-list.ts';
import { RUN_UNIT_IMPORT } from './run-unit-import.ts';
import type { Sheet } from './sheet.ts';
import { type UnitImport, UnitImportState } from './unit-import.ts';

/**
 * Starts an import: the units are written by a job, all or none (INV-21). Refused whole when rows are wrong and the person did not choose
 * to leave them out, or when the project would hold more units than the plan allows (INV-8). Whoever starts one that runs or has run gets
 * that import; one that has no dry run yet gets it now, with its columns as guessed.
 */
export async function startUnitImport(
  context: RequestContext,
  input: StartUnitImportInput,
): Promise<StartUnitImportOutcome> {
  const startedAt = performance.now();
  if (!context.may('import_units')) return new NotPermitted();
  const id = decodeId('import', input.importId);
  const staged = id && (await loadImport(context, id));
  if (!id || !staged) return UnitImportNotFound.make();
  if (input.idempotencyKey.length < 8 || input.idempotencyKey.length > 100)
    return fault('idempotencyKey', 'BAD_LENGTH', 'The key has 8 to 100 characters.');
  const sheets = staged.state === UnitImportState.STAGED ? await readSheets(context, staged) : null;
  const refusal = await context.transaction(async (tx) => {
    const unitImport = await lockImport(tx, context.orgId, id);
    if (!unitImport) return UnitImportNotFound.make();
    const { state } = unitImport;
    if (state === UnitImportState.RUNNING || state === UnitImportState.DONE) return null;
    if (state === UnitImportState.FAILED)
      return (await usedKey(tx, context.orgId, id)) === input.idempotencyKey
        ? null
        : fault('importId', 'PREVIEW_AGAIN', 'This import failed. Make another dry run before starting it again.');
    const entitlements = await readEntitlements(tx, context.orgId, { lock: true });
    const refused = await refusalIn(context, tx, { projectIds: [unitImport.projectId] });
    if (refused) return refused;
    if (state === UnitImportState.STAGED) {
      if (!sheets) return UnitImportNotFound.make();
      const { projectId, columnMappings: mappings, options } = unitImport;
      await makeDryRun(context, tx, { importId: id, projectId, sheets, mappings, options, startedAt });
    }
    return (await refuse(context, tx, unitImport, input, entitlements!)) ?? start(context, tx, unitImport, input);
  });
  return refusal ?? Object.assign(new StartUnitImportSuccess(), { unitImport: (await loadImport(context, id))! });
}

async function readSheets(context: RequestContext, { id, fileName }: UnitImport): Promise<readonly Sheet[] | null> {
  const content = await context.transaction((tx) => readContent(tx, context.orgId, id));
  const list = content && (await readUnitList(content, fileName));
  return list?.ok ? list.sheets : null;
}

async function usedKey(tx: Transaction, orgId: string, id: string): Promise<string | null> {
  const [row] = await tx.query<{ idempotency_key: string | null }>(
    'select idempotency_key from inventory.unit_import where org_id = ? and id = ?',
    [orgId, id],
  );
  return row!.idempotency_key;
}

async function refuse(
  context: RequestContext,
  tx: Transaction,
  unitImport: UnitImport,
  input: StartUnitImportInput,
  entitlements: Entitlements,
): Promise<StartUnitImportOutcome | null> {
  const [row] = await tx.query<{
    preview: { newCount: number; wrongCount: number };
    flips: PlannedFlips;
    unit_count: number;
  }>(
    `select i.preview, i.flips, (select count(*)::int from inventory.unit u where u.org_id = i.org_id and u.project_id = i.project_id) as unit_count
     from inventory.unit_import i where i.org_id = ? and i.id = ?`,
    [context.orgId, unitImport.id],
  );
  const { preview, flips, unit_count } = row!;
  if (preview.wrongCount > 0 && !input.skipWrongRows) return ImportHasWrongRows.of(preview.wrongCount);
  // Somebody with wider rights may have made the dry run: its statuses are the starter's to set.
  const mayFlipAll = flips.flips.every(({ from, to }) => {
    const action = actionOfTransition(from, to);
    return action === null || context.may(action, unitImport.projectId);
  });
  if (!mayFlipAll) return new NotPermitted();
  const limit = entitlements.limits.unitsPerProject;
  if (limit !== null && preview.newCount > 0 && unit_count + preview.newCount > limit)
    return limitReached(limit, entitlements);
  return null;
}

async function start(
  context: RequestContext,
  tx: Transaction,
  unitImport: UnitImport,
  input: StartUnitImportInput,
): Promise<null> {
  const org = actsFor(context.passport);
  const starter: ImportStarter = {
    userId: context.person.id,
    name: context.person.name,
    orgId: org.id,
    orgName: org.name,
    address: context.facts.address,
  };
  const [row] = await tx.query<{ version: number }>(
    `update inventory.unit_import set state = 'running', version = version + 1, idempotency_key = ?, skips_wrong_rows = ?, keeps_mapping = ?,
       starter = ?::jsonb, progress_done = 0, progress_total = 0 where org_id = ? and id = ? returning version`,
    [
      ...[input.idempotencyKey, input.skipWrongRows, input.keepMapping, JSON.stringify(starter)],
      ...[context.orgId, unitImport.id],
    ],
  );
  await tx.emit(importEvent(unitImport, starter, 'unit_import.started', row!.version, {}));
  await enqueue(
    tx,
    RUN_UNIT_IMPORT,
    { orgId: context.orgId, importId: unitImport.id },
    { key: `import ${unitImport.id}` },
  );
  return null;
}

function fault(field: string, code: string, message: string): ValidationFailed {
  return new ValidationFailed([{ path: [field], code, message }]);
}

const NEXT_TIER = {
  free_guest: 'tier_1',
  tier_1: 'tier_2',
  tier_2: 'tier_3_enterprise',
  tier_3_enterprise: null,
} as const satisfies Record<Entitlements['tier'], string | null>;

function limitReached(limit: number, { tier, isTrial }: Entitlements): UnitLimitReached {
  return Object.assign(new UnitLimitReached(), {
    code: 'UNIT_LIMIT_REACHED',
    message: `The plan allows ${limit} units in a project. Nothing was imported.`,
    limit,
    tier,
    upgradeTo: isTrial ? 'tier_2' : NEXT_TIER[tier],
  });
}
