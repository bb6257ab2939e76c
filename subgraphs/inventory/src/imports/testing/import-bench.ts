import type { SubgraphDatabase } from '@offplan/kernel/database/subgraph-database';
import { encodeId, uuidv7 } from '@offplan/kernel/ids';
import { silentLogger } from '@offplan/kernel/logging';
import type { Passport } from '@offplan/kernel/passport/passport';
import { InventoryBench } from '../../testing/open-inventory.ts';
import type { PreviewUnitImportInput, StartUnitImportInput } from '../import-inputs.ts';
import {
  PreviewUnitImportSuccess,
  StageUnitListSuccess,
  type StartUnitImportOutcome,
  StartUnitImportSuccess,
} from '../import-outcomes.ts';
import { loadImport } from '../load-import.ts';
import { previewUnitImport } from '../preview-unit-import.ts';
import { runUnitImport } from '../run-unit-import.ts';
import { stageUnitList } from '../stage-unit-list.ts';
import { startUnitImport } from '../start-unit-import.ts';
import type { UnitImport } from '../unit-import.ts';

/** The bench of inventory with the steps of an import, as an Admin takes them. */
export class ImportBench {
  readonly base: InventoryBench;
  readonly nadia: Passport;

  private constructor(base: InventoryBench) {
    this.base = base;
    this.nadia = base.member('Nadia', 'admin');
  }

  static async open(): Promise<ImportBench> {
    const base = await InventoryBench.open();
    // The job queue runs by the machine's clock: what is due in a week must not be due already.
    base.clock.set(new Date());
    // Each test has a project of its own.
    await base.admin.query(
      `update inventory.entitlement_mirror set limits = jsonb_set(limits, '{projects}', 'null') where org_id = $1`,
      [base.orgId],
    );
    return new ImportBench(base);
  }

  /** A project without buildings; its UUID. */
  async project(currency = 'AED'): Promise<string> {
    const id = uuidv7();
    await this.base.admin.query(
      `insert into inventory.project (org_id, id, slug, name, currency, created_at, place)
       values ($1, $2, $3, 'Harbour Row', $4, now(), (select coalesce(max(place), 0) + 1 from inventory.project where org_id = $1))`,
      [this.base.orgId, id, `p-${id.slice(-8)}`, currency],
    );
    return id;
  }

  async stage(
    projectId: string,
    content: string | Uint8Array,
    fileName = 'list.csv',
    who = this.nadia,
  ): Promise<UnitImport> {
    const outcome = await stageUnitList(this.base.context(who), {
      projectId: encodeId('project', projectId),
      fileName,
      contentBase64: Buffer.from(content).toString('base64'),
    });
    if (!(outcome instanceof StageUnitListSuccess)) throw new Error(JSON.stringify(outcome));
    return outcome.unitImport;
  }

  async preview(unitImport: UnitImport, input: Partial<PreviewUnitImportInput> = {}): Promise<UnitImport> {
    const outcome = await previewUnitImport(this.base.context(this.nadia), { ...input, importId: unitImport.globalId });
    if (!(outcome instanceof PreviewUnitImportSuccess)) throw new Error(JSON.stringify(outcome));
    return outcome.unitImport;
  }

  start(
    unitImport: UnitImport,
    input: Partial<StartUnitImportInput> = {},
    who = this.nadia,
  ): Promise<StartUnitImportOutcome> {
    return startUnitImport(this.base.context(who), {
      ...{ importId: unitImport.globalId, skipWrongRows: false, keepMapping: false, idempotencyKey: 'one-click' },
      ...input,
    });
  }

  /** What the job does; `db` may be one that fails. */
  async run(unitImport: UnitImport, db: SubgraphDatabase = this.base.subgraph.db): Promise<UnitImport> {
    await runUnitImport.run(
      { db, clock: this.base.clock, logger: silentLogger },
      { orgId: this.base.orgId, importId: unitImport.id },
    );
    return (await loadImport(this.base.context(this.nadia), unitImport.id))!;
  }

  /** Stage, dry run, start, run. */
  async import(projectId: string, content: string | Uint8Array, fileName?: string): Promise<UnitImport> {
    const unitImport = await this.preview(await this.stage(projectId, content, fileName));
    const started = await this.start(unitImport);
    if (!(started instanceof StartUnitImportSuccess)) throw new Error(JSON.stringify(started));
    return this.run(unitImport);
  }

  async units(projectId: string): Promise<Record<string, unknown>[]> {
    const { rows } = await this.base.admin.query(
      `select u.*, b.name as building, f.label as floor, f.level from inventory.unit u join inventory.building b on b.id = u.building_id
       join inventory.floor f on f.id = u.floor_id where u.project_id = $1 order by u.number`,
      [projectId],
    );
    return rows;
  }

  /** How many events of each type are about units of a project. */
  async unitEvents(projectId: string): Promise<Record<string, number>> {
    const { rows } = await this.base.admin.query(
      `select type, count(*)::int as n from inventory.event where subject_type = 'unit' and data ->> 'projectId' = $1 group by type`,
      [projectId],
    );
    return Object.fromEntries(rows.map(({ type, n }) => [type, n]));
  }
}
