import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { isBeyond } from '@offplan/kernel/entitlements/plan-fit';
import { readEntitlements } from '@offplan/kernel/entitlements/read-entitlements';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { showValue } from '../units/show-value.ts';
import { actionOfTransition, type UnitStatus } from '../units/unit-status.ts';
import type { ColumnMapping } from './column-mapping.ts';
import type { ImportOptions } from './import-options.ts';
import type { StoredPreview } from './import-preview.ts';
import { type PlannedProblem, planForStock, type StockPlan } from './plan-for-stock.ts';
import { readUnits } from './read-rows.ts';
import type { Sheet } from './sheet.ts';
import { readStock } from './stock.ts';
import { unreleasedRows } from './unreleased-rows.ts';

/** A status that the dry run showed: the import sets it if nobody has changed the unit since (INV-23). */
export interface PlannedFlip {
  readonly unitId: string;
  readonly from: UnitStatus;
  readonly to: UnitStatus;
  /** `availability_version` that the dry run saw. */
  readonly expectedVersion: number;
}

/** What the run must know of the dry run. */
export interface PlannedFlips {
  readonly flips: readonly PlannedFlip[];
  /** UUIDs of units whose row was refused because the person may not make its change of status. */
  readonly refusedUnitIds: readonly string[];
}

/** Of more changes than this the person sees the first ones and the number. */
const MOST_CHANGES_SHOWN = 1_000;

/**
 * Makes the dry run of an import whose row the caller has locked, and stores it there; nothing else is written (INV-21). Returns false when
 * the project is gone.
 */
export async function makeDryRun(
  context: RequestContext,
  tx: Transaction,
  upload: {
    importId: string;
    projectId: string;
    sheets: readonly Sheet[];
    mappings: readonly ColumnMapping[];
    options: ImportOptions;
    startedAt: number;
  },
): Promise<boolean> {
  const { mappings, sheets, options } = upload;
  const stock = await readStock(tx, context.orgId, upload.projectId);
  if (!stock) return false;
  const read = readUnits(sheets, mappings, { projectCurrency: stock.currency, corrections: options.corrections });
  const held = await readEntitlements(tx, context.orgId);
  const refusedUnitIds: string[] = [];
  const plan = planForStock(read, stock, {
    unitLimit: null,
    isUnreleased: unreleasedRows(sheets, mappings, options),
    isHeld: ({ ordinal }) => !held || !isBeyond(held, 'unitsPerProject', ordinal),
    mayFlip(unit, to) {
      const action = actionOfTransition(unit.status as UnitStatus, to);
      if (action && context.may(action, stock.projectId)) return true;
      refusedUnitIds.push(unit.id);
      return false;
    },
  });
  const changes = changesOf(plan);
  const preview: StoredPreview = {
    newCount: plan.creates.length,
    changedCount: plan.updates.length,
    unchangedCount: plan.unchanged.length,
    missingCount: plan.missingCount,
    wrongCount: plan.wrongCount,
    warningCount: plan.problems.filter(({ severity }) => severity === 'warning').length,
    newSummary: summarise(plan),
    tookMs: Math.round(performance.now() - upload.startedAt),
    problemCount: plan.problems.length,
    changeCount: changes.length,
  };
  const flips: PlannedFlips = {
    refusedUnitIds,
    flips: plan.updates.flatMap(({ unit, status }) =>
      status
        ? [
            {
              unitId: unit.id,
              from: status.expected as UnitStatus,
              to: status.next as UnitStatus,
              expectedVersion: unit.availabilityVersion,
            },
          ]
        : [],
    ),
  };
  const unknownWords = [
    ...new Set(read.problems.filter(({ code }) => code === 'unknown_status').map(({ value }) => value)),
  ];
  await tx.query(
    `update inventory.unit_import set state = 'previewed', mapping = ?::jsonb, options = ?::jsonb, preview = ?::jsonb, problems = ?::jsonb,
       changes = ?::jsonb, flips = ?::jsonb, failure = null, attempts = 0, idempotency_key = null where org_id = ? and id = ?`,
    [
      JSON.stringify(mappings),
      JSON.stringify({ ...options, unknownWords } satisfies ImportOptions),
      JSON.stringify(preview),
      JSON.stringify(plan.problems.map(toStoredProblem)),
      JSON.stringify(changes.slice(0, MOST_CHANGES_SHOWN)),
      JSON.stringify(flips),
      context.orgId,
      upload.importId,
    ],
  );
  return true;
}

/** A problem as the API shows it. */
function toStoredProblem({ suggestion, ...problem }: PlannedProblem) {
  const isStatus = problem.code === 'unknown_status' && suggestion !== undefined;
  return {
    row: problem.row,
    sheet: problem.sheet,
    column: problem.column || null,
    field: problem.field,
    value: problem.value || null,
    code: problem.code.toUpperCase(),
    reason: problem.message,
    severity: problem.severity,
    suggestion: suggestion
      ? { ...suggestion, statusWord: isStatus ? problem.value : null, status: isStatus ? suggestion.value : null }
      : null,
  };
}

function changesOf(plan: StockPlan) {
  return plan.updates.flatMap(({ unit, row, changes, assignTo, status, holdBack }) => {
    const change = (field: string, before: unknown, after: unknown) => ({
      unitNumber: unit.number,
      building: unit.building,
      field,
      before: showValue(before),
      after: showValue(after),
    });
    return [
      ...changes.map(({ field, before, after }) => change(field, before, after)),
      ...(assignTo ? [change('allocatedTo', unit.allocatedTo, row.allocatedTo)] : []),
      ...(status ? [change('status', status.expected, status.next)] : []),
      ...(holdBack ? [change('isReleased', true, false)] : []),
    ];
  });
}

const KINDS: Record<string, readonly [one: string, many: string]> = {
  apartment: ['apartment', 'apartments'],
  villa: ['villa', 'villas'],
  office: ['office', 'offices'],
  shop: ['shop', 'shops'],
  parking: ['parking place', 'parking places'],
  storage: ['store room', 'store rooms'],
};
const MOST_BUILDINGS_NAMED = 4;

function summarise({ creates }: StockPlan): string | null {
  if (creates.length === 0) return null;
  const kinds = Map.groupBy(creates, ({ row }) => row.kind ?? 'apartment');
  const counts = [...kinds]
    .toSorted((a, b) => b[1].length - a[1].length)
    .map(([kind, units]) => `${units.length} ${KINDS[kind]![units.length === 1 ? 0 : 1]}`);
  const buildings = [...new Set(creates.map(({ building }) => building))];
  const places = buildings.length > MOST_BUILDINGS_NAMED ? `${buildings.length} buildings` : buildings.join(', ');
  return `${counts.join(', ')} in ${places}`;
}
