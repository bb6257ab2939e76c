import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { isBeyond } from '@offplan/kernel/entitlements/plan-fit';
import { readEntitlements } from '@offplan/kernel/entitlements/read-entitlements';
import { enqueue } from '@offplan/kernel/jobs/job-queue';
import type { Task, TaskContext } from '@offplan/kernel/jobs/task';
import type { PlannedFlips } from './dry-run.ts';
import { type ImportStarter, importEvent } from './import-events.ts';
import type { ImportFailure, StoredResult } from './import-result.ts';
import { lockImport, readContent } from './load-import.ts';
import { planForStock, type StockPlan } from './plan-for-stock.ts';
import { type ReadRows, readUnits } from './read-rows.ts';
import { readUnitList } from './read-unit-list.ts';
import { readStock, type Stock } from './stock.ts';
import { type UnitImport, UnitImportState } from './unit-import.ts';
import type { UnitRow } from './unit-row.ts';
import { unreleasedRows } from './unreleased-rows.ts';
import { writePlan } from './write-plan.ts';

export const RUN_UNIT_IMPORT = 'inventory.run_unit_import';

const MOST_ATTEMPTS = 5;
const SECONDS_TO_NEXT_LOOK = 60;

/**
 * Writes a started import (INV-21): one transaction with all units, their events and the import's own end, so that after a crash at any
 * moment nothing or everything is there. A repeat finds the import finished and does nothing.
 */
export const runUnitImport: Task = {
  name: RUN_UNIT_IMPORT,
  async run(context, payload) {
    const { orgId, importId } = payload as unknown as Address;
    const job = await begin(context, { orgId, importId });
    if (!job) return;
    try {
      await write(context, job);
    } catch (error) {
      if (error instanceof ImportRefusal) await fail(context, job, error.failure);
      else if (job.attempt >= MOST_ATTEMPTS) {
        context.logger.error({ err: error, importId }, 'an import was given up');
        await fail(context, job, {
          code: 'INTERNAL',
          message: 'Something went wrong on our side and nothing was written. Make another dry run and start again.',
        });
      } else throw error;
    }
  },
};

interface Address {
  orgId: string;
  importId: string;
}

interface Job extends Address {
  unitImport: UnitImport;
  content: Uint8Array;
  starter: ImportStarter;
  planned: PlannedFlips;
  skipsWrongRows: boolean;
  keepsMapping: boolean;
  attempt: number;
}

/** The reason why an import ends without a unit written. */
class ImportRefusal extends Error {
  readonly failure: ImportFailure;

  constructor(failure: ImportFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** Counts the attempt and sees to another look, or returns null when there is nothing to do. */
function begin({ db }: TaskContext, { orgId, importId }: Address): Promise<Job | null> {
  return db.transaction({ orgId }, async (tx) => {
    const unitImport = await lockImport(tx, orgId, importId);
    if (unitImport?.state !== UnitImportState.RUNNING) return null;
    // A worker that is killed keeps its job for hours in the queue's eyes: this second look is what resumes the import.
    await enqueue(
      tx,
      RUN_UNIT_IMPORT,
      { orgId, importId },
      {
        key: `import ${importId}`,
        runAt: new Date(Date.now() + SECONDS_TO_NEXT_LOOK * 1_000),
      },
    );
    if (!(await isAlone(tx, importId))) return null;
    const content = await readContent(tx, orgId, importId);
    const [row] = await tx.query<{
      starter: ImportStarter;
      flips: PlannedFlips;
      skips_wrong_rows: boolean;
      keeps_mapping: boolean;
      attempts: number;
    }>(
      `update inventory.unit_import set attempts = attempts + 1 where org_id = ? and id = ?
       returning starter, flips, skips_wrong_rows, keeps_mapping, attempts`,
      [orgId, importId],
    );
    return {
      ...{ orgId, importId, unitImport, content: content!, starter: row!.starter, planned: row!.flips },
      ...{ skipsWrongRows: row!.skips_wrong_rows, keepsMapping: row!.keeps_mapping, attempt: row!.attempts },
    };
  });
}

/** Takes the import for this transaction; false while another worker has it. The row itself stays free for the progress. */
async function isAlone(tx: Transaction, importId: string): Promise<boolean> {
  const [row] = await tx.query<{ taken: boolean }>(
    'select pg_try_advisory_xact_lock(hashtextextended(?, 0)) as taken',
    [`unit import ${importId}`],
  );
  return row!.taken;
}

async function write(context: TaskContext, job: Job): Promise<void> {
  const { orgId, importId, unitImport } = job;
  const { columnMappings: mappings, options, projectId } = unitImport;
  const list = await readUnitList(job.content, unitImport.fileName);
  if (!list.ok) throw new ImportRefusal(list);
  const isUnreleased = unreleasedRows(list.sheets, mappings, options);
  await context.db.transaction({ orgId, userId: job.starter.userId }, async (tx) => {
    if (!(await isAlone(tx, importId))) return;
    // Imports into one project follow each other; flips and reads are not held up by this lock.
    const [project] = await tx.query<{ currency: string; place: number }>(
      `select p.currency, p.place from inventory.project p join inventory.unit_import i on i.org_id = p.org_id and i.project_id = p.id
       where i.org_id = ? and i.id = ? and i.state = 'running' for no key update of p`,
      [orgId, importId],
    );
    if (!project) return;
    const entitlements = await readEntitlements(tx, orgId);
    if (entitlements?.status !== 'active')
      throw new ImportRefusal({
        code: 'PLAN_ENDED',
        message: 'The plan of this workspace has ended. Nothing was written.',
      });
    if (isBeyond(entitlements, 'projects', project.place))
      throw new ImportRefusal({
        code: 'BEYOND_PLAN',
        message:
          'The plan of this workspace does not hold this project any more, which is read-only. Nothing was written.',
      });
    const read = readUnits(list.sheets, mappings, {
      projectCurrency: project.currency,
      corrections: options.corrections,
    });
    const limit = entitlements.limits.unitsPerProject;
    const { stock, plan } = await planLocked(tx, job, read, { limit, isUnreleased });
    if (plan.overLimit)
      throw new ImportRefusal({
        code: 'UNIT_LIMIT_REACHED',
        message: `The plan allows ${plan.overLimit.limit} units in a project. Nothing was imported.`,
      });
    if (plan.wrongCount > 0 && !job.skipsWrongRows)
      throw new ImportRefusal({
        code: 'WRONG_ROWS',
        message: 'The project has changed since the dry run, and rows are wrong now. Make another dry run.',
      });
    const total = plan.creates.length + plan.updates.length;
    const report = (done: number) => showProgress(context, job, done, total);
    await report(0);
    const written = await writePlan(tx, { stock, plan, planned: job.planned, starter: job.starter, report });
    await finish(tx, job, { ...written, skipped: plan.wrongCount }, total);
    if (job.keepsMapping) await keepMapping(tx, projectId, unitImport);
  });
}

/** The plan against units that nobody can change until the transaction ends: those that it touches are locked, then planned once more. */
async function planLocked(
  tx: Transaction,
  { orgId, unitImport, planned }: Job,
  read: ReadRows,
  options: { limit: number | null; isUnreleased: (row: UnitRow) => boolean },
): Promise<{ stock: Stock; plan: StockPlan }> {
  const refused = new Set(planned.refusedUnitIds);
  const locked = new Set<string>();
  for (;;) {
    const stock = (await readStock(tx, orgId, unitImport.projectId))!;
    const plan = planForStock(read, stock, {
      unitLimit: options.limit,
      isUnreleased: options.isUnreleased,
      isHeld: ({ ordinal }) => options.limit === null || ordinal <= options.limit,
      mayFlip: (unit) => !refused.has(unit.id),
    });
    const touched = [...plan.updates.map(({ unit }) => unit.id), ...planned.flips.map(({ unitId }) => unitId)];
    const free = touched.filter((id) => !locked.has(id));
    if (free.length === 0) return { stock, plan };
    await tx.query('select from inventory.unit where org_id = ? and id = any (?::uuid[]) order by id for update', [
      orgId,
      `{${free.join(',')}}`,
    ]);
    for (const id of free) locked.add(id);
  }
}

/** Shown at once, in a transaction of its own: the units themselves are seen when all of them are there. */
async function showProgress({ db }: TaskContext, { orgId, importId }: Job, done: number, total: number): Promise<void> {
  await db.transaction({ orgId }, (tx) =>
    tx.query(
      `update inventory.unit_import set progress_done = ?, progress_total = ? where org_id = ? and id = ? and state = 'running'`,
      [done, total, orgId, importId],
    ),
  );
}

async function finish(
  tx: Transaction,
  { orgId, importId, unitImport, starter }: Job,
  result: StoredResult,
  total: number,
) {
  const [row] = await tx.query<{ version: number }>(
    `update inventory.unit_import set state = 'done', version = version + 1, content = null, result = ?::jsonb, progress_done = ?, progress_total = ?,
       finished_at = ? where org_id = ? and id = ? returning version`,
    [JSON.stringify(result), total, total, tx.now, orgId, importId],
  );
  const { conflicts, ...counts } = result;
  await tx.emit(
    importEvent(unitImport, starter, 'unit_import.finished', row!.version, {
      outcome: 'done',
      ...counts,
      conflicts: conflicts.length,
    }),
  );
}

/** The next file of the project with the same headings is read like this one (INV-20). Values of this file are not kept. */
async function keepMapping(
  tx: Transaction,
  projectId: string,
  { orgId, columnMappings, options }: UnitImport,
): Promise<void> {
  const mapping = columnMappings.map((one) => ({
    ...one,
    columns: one.columns.map((column) => ({ ...column, samples: [] })),
  }));
  await tx.query(
    `insert into inventory.import_mapping (org_id, project_id, mapping, unreleased_words, kept_at) values (?, ?, ?::jsonb, ?::jsonb, ?)
     on conflict (org_id, project_id) do update set mapping = excluded.mapping, unreleased_words = excluded.unreleased_words, kept_at = excluded.kept_at`,
    [orgId, projectId, JSON.stringify(mapping), JSON.stringify(options.unreleasedWords), tx.now],
  );
}

async function fail({ db }: TaskContext, job: Job, { code, message }: ImportFailure): Promise<void> {
  const { orgId, importId, unitImport, starter } = job;
  await db.transaction({ orgId }, async (tx) => {
    const [row] = await tx.query<{ version: number }>(
      `update inventory.unit_import set state = 'failed', version = version + 1, failure = ?::jsonb, finished_at = ?
       where org_id = ? and id = ? and state = 'running' returning version`,
      [JSON.stringify({ code: code.toUpperCase(), message }), tx.now, orgId, importId],
    );
    if (row)
      await tx.emit(importEvent(unitImport, starter, 'unit_import.finished', row.version, { outcome: 'failed', code }));
  });
}
