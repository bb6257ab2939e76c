import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { SubgraphDatabase } from '@offplan/kernel/database/subgraph-database';
import { NotPermitted } from '@offplan/kernel/graphql/user-errors';
import { encodeId, uuidv7 } from '@offplan/kernel/ids';
import type { Passport } from '@offplan/kernel/passport/passport';
import { executeOnSubgraph, subscribeOnSubgraph } from '@offplan/kernel/subgraph/execute';
import type { ExecutionResult } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { flipUnit } from '../units/flip-unit.ts';
import { SalesChannel } from '../units/sales-channel.ts';
import { undoFlip } from '../units/undo-flip.ts';
import { UnitStatus } from '../units/unit-status.ts';
import { ImportField } from './import-field.ts';
import {
  ImportHasWrongRows,
  StartUnitImportSuccess,
  UnitImportNotFound,
  UnitLimitReached,
  UnitListNotReadable,
} from './import-outcomes.ts';
import { previewUnitImport } from './preview-unit-import.ts';
import { stageUnitList } from './stage-unit-list.ts';
import { ImportBench } from './testing/import-bench.ts';
import { UnitImportState } from './unit-import.ts';

let bench: ImportBench;
beforeAll(async () => {
  bench = await ImportBench.open();
});
afterAll(async () => bench?.base.close());

const HEADER = 'Building,Unit,Floor,Type,Bedrooms,Total area m2,Price AED,Status';
const list = (...rows: string[]) => [HEADER, ...rows].join('\n');
const TWO = list(
  'Tower A,12-01,12,Apartment,2,108.4,"2,140,000",Available',
  'Tower A,12-02,12,Apartment,1,66.1,"1,320,000",Reserved',
);
const facts = { requestId: 'test', address: '127.0.0.1', userAgent: null };

it('INV-20 INV-21 a list goes from the file to units with their statuses; the same file again changes nothing and is no event', async () => {
  const projectId = await bench.project();
  const preview = await bench.preview(await bench.stage(projectId, TWO));
  expect(preview.preview).toMatchObject({ newCount: 2, wrongCount: 0, newSummary: '2 apartments in Tower A' });
  expect(await bench.units(projectId)).toEqual([]);
  expect(await bench.unitEvents(projectId)).toEqual({});

  const done = await bench.import(projectId, TWO);
  expect(done).toMatchObject({
    state: 'done',
    progressDone: 2,
    storedResult: { created: 2, updated: 0, conflicts: [] },
  });
  expect(await bench.units(projectId)).toMatchObject([
    { number: '12-01', building: 'Tower A', floor: '12', price_minor: '214000000', status: 'available', channel: null },
    { number: '12-02', area_total: 66.1, status: 'reserved', channel: 'import', status_changed_by_name: null },
  ]);
  expect(await bench.unitEvents(projectId)).toEqual({ 'unit.imported': 2 });

  const again = await bench.import(projectId, TWO);
  expect(again.storedResult).toMatchObject({ created: 0, updated: 0, unchanged: 2 });
  expect(await bench.unitEvents(projectId)).toEqual({ 'unit.imported': 2 });
  expect((await bench.units(projectId)).map(({ version }) => version)).toEqual([1, 1]);
});

it('INV-23 a unit flipped after the dry run keeps its status and is a conflict with the winner’s name; the other rows apply', async () => {
  const projectId = await bench.project();
  await bench.import(projectId, TWO);
  const [first] = await bench.units(projectId);
  const next = TWO.replace('Available', 'Sold').replace('Reserved', 'Sold').replace('1,320,000', '1,400,000');
  const unitImport = await bench.preview(await bench.stage(projectId, next));
  expect(unitImport.preview).toMatchObject({ changedCount: 2 });
  const aleksey = bench.base.member('Aleksey');
  await flipUnit(bench.base.context(aleksey), {
    unitId: encodeId('unit', first!.id as string),
    expectedVersion: 1,
    to: UnitStatus.RESERVED,
    buyer: { new: { name: 'Irina Volkova', contact: '+971 50 318 41 27' } },
    channel: SalesChannel.EXHIBITION,
    isConfirmed: true,
    idempotencyKey: uuidv7(),
  });
  await bench.start(unitImport);
  const { storedResult } = await bench.run(unitImport);

  expect(storedResult).toMatchObject({
    updated: 1,
    unchanged: 1,
    conflicts: [{ unitNumber: '12-01', status: 'reserved', winner: { name: 'Aleksey', userId: aleksey.user!.id } }],
  });
  expect(await bench.units(projectId)).toMatchObject([
    { status: 'reserved', availability_version: 2, status_changed_by_name: 'Aleksey' },
    { status: 'sold', availability_version: 2, channel: 'import', price_minor: '140000000', version: 3 },
  ]);
  const events = await bench.base.events(first!.id as string);
  expect(events.at(-1)).toMatchObject({
    type: 'unit.status_conflict',
    data: { attempted: 'sold', winnerId: aleksey.user!.id, expectedVersion: 1, actualVersion: 2 },
    personal: { winnerName: 'Aleksey', actorName: 'Nadia' },
  });
  expect(await bench.unitEvents(projectId)).toMatchObject({
    'unit.edited': 1,
    'unit.status_changed': 2,
    'unit.status_conflict': 1,
  });
  const sold = encodeId('unit', (await bench.units(projectId))[1]!.id as string);
  await undoFlip(bench.base.context(bench.nadia), { unitId: sold, expectedVersion: 2, idempotencyKey: uuidv7() });
  expect((await bench.units(projectId))[1]).toMatchObject({ status: 'reserved', availability_version: 3 });
});

it('INV-21 wrong rows refuse the whole unless they are left out, and corrections make them right', async () => {
  const projectId = await bench.project();
  const wrong = list(
    'Tower A,12-01,12,Apartment,2,108.4,"2,1b0,000",Available',
    'Tower A,12-02,12,Apartment,1,66.1,"1,320,000",In trance',
    'Tower A,12-03,12,Apartment,1,66.1,"1,320,000",Sold',
  );
  const unitImport = await bench.preview(await bench.stage(projectId, wrong));
  expect(unitImport.preview).toMatchObject({ newCount: 1, wrongCount: 2 });
  expect(unitImport.mapping.statusWords).toContainEqual({ word: 'In trance', status: null, isUnreleased: false });
  expect(await bench.start(unitImport)).toBeInstanceOf(ImportHasWrongRows);
  expect(unitImport.state).toBe(UnitImportState.PREVIEWED);

  const { data } = await executeOnSubgraph(bench.base.subgraph, bench.nadia, facts, {
    query: `query ($id: ID!) { unitImport(id: $id) { project { name } preview { problems(first: 1) {
      totalCount pageInfo { hasNextPage endCursor } edges { node { row column field value code severity } } } } } }`,
    variables: { id: unitImport.globalId },
  });
  expect(data).toMatchObject({
    unitImport: {
      project: { name: 'Harbour Row' },
      preview: {
        problems: {
          totalCount: 2,
          pageInfo: { hasNextPage: true },
          edges: [
            {
              node: {
                row: 2,
                column: 'Price AED',
                field: 'PRICE',
                value: '2,1b0,000',
                code: 'NOT_A_NUMBER',
                severity: 'ERROR',
              },
            },
          ],
        },
      },
    },
  });

  const corrected = await bench.preview(unitImport, {
    corrections: [{ sheet: 'list', row: 2, column: 'Price AED', value: '2,140,000' }],
    statusWords: [{ word: 'In trance', status: null, isUnreleased: true }],
  });
  expect(corrected.preview).toMatchObject({ newCount: 3, wrongCount: 0 });
  expect(await bench.start(corrected, { keepMapping: true })).toBeInstanceOf(StartUnitImportSuccess);
  await bench.run(corrected);
  expect(await bench.units(projectId)).toMatchObject([
    { price_minor: '214000000', is_released: true },
    { status: 'available', is_released: false },
    { status: 'sold' },
  ]);
  const remembered = await bench.stage(projectId, wrong);
  expect(remembered.mapping.statusWords).toContainEqual({ word: 'In trance', status: 'available', isUnreleased: true });

  const left = await bench.preview(await bench.stage(await bench.project(), wrong));
  await bench.start(left, { skipWrongRows: true });
  expect((await bench.run(left)).storedResult).toMatchObject({ created: 1, skipped: 2 });
});

it('INV-8 an import past the plan’s units is refused whole with the limit and the way up', async () => {
  const setLimit = (limit: number | null) =>
    bench.base.admin.query(
      `update inventory.entitlement_mirror set limits = jsonb_set(limits, '{unitsPerProject}', $2) where org_id = $1`,
      [bench.base.orgId, JSON.stringify(limit)],
    );
  const projectId = await bench.project();
  const unitImport = await bench.preview(await bench.stage(projectId, TWO));
  try {
    await setLimit(1);
    const refused = await bench.start(unitImport);
    expect(refused).toBeInstanceOf(UnitLimitReached);
    expect(refused).toMatchObject({ limit: 1, tier: 'tier_2', upgradeTo: 'tier_2' });
    // The plan shrinks between the start and the job.
    await setLimit(null);
    await bench.start(unitImport);
    await setLimit(1);
    expect(await bench.run(unitImport)).toMatchObject({ state: 'failed', failure: { code: 'UNIT_LIMIT_REACHED' } });
    expect(await bench.units(projectId)).toEqual([]);
  } finally {
    await setLimit(null);
  }
});

it('BIL-23 an import that runs stops cleanly when the plan holds its project no more; rows of units that it does not hold are wrong, and the others go in', async () => {
  const setLimits = (limits: object) =>
    bench.base.admin.query('update inventory.entitlement_mirror set limits = limits || $2 where org_id = $1', [
      bench.base.orgId,
      limits,
    ]);
  const projectId = await bench.project();
  const unitImport = await bench.preview(await bench.stage(projectId, TWO));
  await bench.start(unitImport);
  try {
    await setLimits({ projects: 0 });
    expect(await bench.run(unitImport)).toMatchObject({ state: 'failed', failure: { code: 'BEYOND_PLAN' } });
    expect(await bench.units(projectId)).toEqual([]);
    await setLimits({ projects: null });
    await bench.import(projectId, TWO);
    // The units that came first are held.
    await setLimits({ unitsPerProject: 1 });
    const dearer = list(
      'Tower A,12-01,12,Apartment,2,108.4,"2,500,000",Available',
      'Tower A,12-02,12,Apartment,1,66.1,"1,500,000",Reserved',
    );
    const again = await bench.preview(await bench.stage(projectId, dearer));
    expect(again.storedPreview).toMatchObject({ changedCount: 1, wrongCount: 1 });
    await bench.start(again, { skipWrongRows: true });
    expect((await bench.run(again)).storedResult).toMatchObject({ created: 0, updated: 1, skipped: 1 });
  } finally {
    await setLimits({ projects: null, unitsPerProject: null });
  }
});

it('INV-21 a crash in the middle leaves nothing, the repeated job writes all once, and one more does nothing', async () => {
  const projectId = await bench.project();
  const rows = Array.from({ length: 2_500 }, (_, n) => `Tower A,U${n},${n % 40},Apartment,1,50,"1,000,000",Available`);
  const unitImport = await bench.preview(await bench.stage(projectId, list(...rows)));
  await bench.start(unitImport);
  const { db } = bench.base.subgraph;
  let transactions = 0;
  const crashing = Object.create(db, {
    transaction: {
      value: (...call: Parameters<SubgraphDatabase['transaction']>) => {
        transactions += 1;
        // The first takes the job, the second writes, the others show progress: 0, 1,000, 2,000 units.
        if (transactions === 5) throw new Error('killed');
        return db.transaction(...call);
      },
    },
  }) as SubgraphDatabase;
  await expect(bench.run(unitImport, crashing)).rejects.toThrow('killed');
  expect(await bench.units(projectId)).toEqual([]);
  expect(await bench.unitEvents(projectId)).toEqual({});

  expect(await bench.run(unitImport)).toMatchObject({ state: 'done', storedResult: { created: 2_500 } });
  await bench.run(unitImport);
  expect(await bench.unitEvents(projectId)).toEqual({ 'unit.imported': 2_500 });
});

it('INV-21 the job that the start queued writes the units by itself', async () => {
  const projectId = await bench.project();
  const jobs = await bench.base.startJobs();
  try {
    const unitImport = await bench.stage(projectId, TWO);
    expect(await bench.start(unitImport)).toBeInstanceOf(StartUnitImportSuccess);
    await expect.poll(() => bench.units(projectId), { timeout: 10_000 }).toHaveLength(2);
    const { rows } = await bench.base.admin.query('select state, content from inventory.unit_import where id = $1', [
      unitImport.id,
    ]);
    expect(rows).toEqual([{ state: 'done', content: null }]);
  } finally {
    await jobs.stop();
  }
});

it('INV-21 two starts and two workers at once write once', async () => {
  const projectId = await bench.project();
  const unitImport = await bench.preview(await bench.stage(projectId, TWO));
  const starts = await Promise.all([
    bench.start(unitImport),
    bench.start(unitImport, { idempotencyKey: 'other-click' }),
  ]);
  expect(starts.every((start) => start instanceof StartUnitImportSuccess)).toBe(true);
  await Promise.all([bench.run(unitImport), bench.run(unitImport)]);
  expect(await bench.unitEvents(projectId)).toEqual({ 'unit.imported': 2 });
  const events = await bench.base.events(unitImport.id);
  expect(events.map(({ type }) => type)).toEqual(['unit_import.started', 'unit_import.finished']);
  expect(events[1]!.data).toMatchObject({ label: 'list.csv', projectId, created: 2, conflicts: 0 });
});

it('INV-57 INV-18 guests and parents are found by name and number; unknown ones are named as problems', async () => {
  const { projectId, guestOrgId } = bench.base;
  const withGuests = (guest: string, parent: string) =>
    [
      'Unit,Floor,Type,Price AED,Assigned to,Parent unit',
      `P-1,-1,Parking,90000,${guest},${parent}`,
      '14-01,14,Apartment,1200000,,',
    ].join('\n');
  const columns = [
    { index: 4, field: ImportField.ALLOCATED_TO },
    { index: 5, field: ImportField.PARENT_NUMBER },
  ];
  const sheets = [{ name: 'list', isChosen: true, columns }];
  const unknown = await bench.preview(await bench.stage(projectId, withGuests('Nordkai', '99-99')), { sheets });
  const { rows } = await bench.base.admin.query('select problems from inventory.unit_import where id = $1', [
    unknown.id,
  ]);
  expect(rows[0].problems).toMatchObject([
    { row: 2, column: 'Assigned to', value: 'Nordkai', code: 'GUEST_UNKNOWN' },
    { row: 2, column: 'Parent unit', value: '99-99', code: 'PARENT_UNKNOWN' },
  ]);
  const unitImport = await bench.preview(await bench.stage(projectId, withGuests('blue heron', '14-01')), { sheets });
  await bench.start(unitImport);
  await bench.run(unitImport);
  const units = await bench.units(projectId);
  const flat = units.find(({ number }) => number === '14-01')!;
  expect(units.find(({ number }) => number === 'P-1')).toMatchObject({
    assigned_org_id: guestOrgId,
    parent_unit_id: flat.id,
    building: 'Tower A',
    kind: 'parking',
  });
  const again = await bench.preview(await bench.stage(projectId, withGuests('BLUE HERON', '14-01')), { sheets });
  expect(again.preview).toMatchObject({ newCount: 0, changedCount: 0, unchangedCount: 2 });
});

it('INV-18 INV-21 places are found as people write them; what nobody can place is a problem, a villa stands on the ground', async () => {
  const projectId = await bench.project();
  await bench.import(projectId, list('Tower A,1,1,Apartment,1,50,900000,', 'Tower B,1,1,Apartment,1,50,900000,'));
  const unitImport = await bench.stage(
    projectId,
    [
      'External ID,Building,Unit,Floor,Type,Price AED',
      'x-1,TOWER A,2,1,Apartment,900000',
      'x-2,,3,1,Apartment,900000',
      'x-3,tower b,4,,Villa,9000000',
      'x-3,tower b,5,2,Apartment,900000',
    ].join('\n'),
  );
  const { preview } = await bench.preview(unitImport);
  expect(preview).toMatchObject({ newCount: 2, missingCount: 2, wrongCount: 2, warningCount: 1 });
  const { rows } = await bench.base.admin.query('select problems from inventory.unit_import where id = $1', [
    unitImport.id,
  ]);
  expect(rows[0].problems).toMatchObject([
    { row: 3, code: 'BUILDING_MISSING', severity: 'error' },
    { row: 4, code: 'FLOOR_MISSING', severity: 'warning' },
    { row: 5, code: 'DUPLICATE_EXTERNAL_ID', value: 'x-3', severity: 'error' },
  ]);
  await bench.start(unitImport, { skipWrongRows: true });
  await bench.run(unitImport);
  expect(await bench.units(projectId)).toMatchObject([
    { number: '1' },
    { number: '1' },
    { number: '2', building: 'Tower A', floor: '1' },
    { number: '4', building: 'Tower B', floor: 'G', level: 0, kind: 'villa' },
  ]);
});

it('ID-31 a manager’s file cannot take sold units back, an agent and a guest cannot import, and a foreign import is unknown', async () => {
  const projectId = await bench.project();
  await bench.import(projectId, TWO.replace('Reserved', 'Sold'));
  const mara = bench.base.member('Mara', 'sales_manager');
  const takesBack = await bench.stage(projectId, TWO);
  const answer = await previewUnitImport(bench.base.context(mara), { importId: takesBack.globalId });
  expect(answer).toMatchObject({ unitImport: { preview: { wrongCount: 1, changedCount: 0 } } });
  const byAdmin = await bench.preview(takesBack);
  expect(byAdmin.preview).toMatchObject({ wrongCount: 0, changedCount: 1 });
  expect(await bench.start(byAdmin, {}, mara)).toBeInstanceOf(NotPermitted);

  const input = { projectId: encodeId('project', projectId), fileName: 'a.csv', contentBase64: '' };
  for (const who of [bench.base.member('Aleksey'), bench.base.guest('Jonas', ['sales', 'content'])])
    expect(await stageUnitList(bench.base.context(who), input)).toBeInstanceOf(NotPermitted);
  const stranger: Passport = {
    ...bench.nadia,
    organisation: { id: uuidv7(), name: 'Else', slug: 'else', status: 'active' },
  };
  expect(await bench.start(byAdmin, {}, stranger)).toBeInstanceOf(UnitImportNotFound);
  expect(await previewUnitImport(bench.base.context(stranger), { importId: byAdmin.globalId })).toBeInstanceOf(
    UnitImportNotFound,
  );
  const { data } = await executeOnSubgraph(bench.base.subgraph, stranger, facts, {
    query: 'query ($id: ID!) { unitImport(id: $id) { id } }',
    variables: { id: byAdmin.globalId },
  });
  expect(data).toEqual({ unitImport: null });
});

it('INV-20 what is no list is refused with its reason, and a file past 12 MB before it is read', async () => {
  const stage = (contentBase64: string) =>
    stageUnitList(bench.base.context(bench.nadia), {
      projectId: encodeId('project', bench.base.projectId),
      fileName: 'x.pdf',
      contentBase64,
    });
  const pdf = await stage(Buffer.from('%PDF-1.7 not a list').toString('base64'));
  expect(pdf).toBeInstanceOf(UnitListNotReadable);
  expect(pdf).toMatchObject({ code: 'NOT_A_LIST' });
  expect(await stage('A'.repeat(16 * 1024 * 1024 + 8))).toMatchObject({ code: 'TOO_LARGE' });
});

it('INV-21 progress is pushed until the import is done, and the stream ends', async () => {
  const unitImport = await bench.preview(await bench.stage(await bench.project(), TWO));
  const stream = (await subscribeOnSubgraph(bench.base.subgraph, bench.nadia, facts, {
    query: 'subscription ($id: ID!) { unitImportProgress(importId: $id) { state progress { done total } } }',
    variables: { id: unitImport.globalId },
  })) as AsyncIterableIterator<ExecutionResult>;
  const seen: unknown[] = [];
  const reading = (async () => {
    for await (const { data } of stream) seen.push(data!.unitImportProgress);
  })();
  await expect.poll(() => seen.length).toBe(1);
  await bench.start(unitImport);
  await expect.poll(() => seen.length).toBe(2);
  await bench.run(unitImport);
  await reading;
  expect(seen[0]).toMatchObject({ state: 'PREVIEWED' });
  expect(seen[1]).toMatchObject({ state: 'RUNNING' });
  expect(seen.at(-1)).toEqual({ state: 'DONE', progress: { done: 2, total: 2 } });
});

const folder = resolve(import.meta.dirname, '../../../../../shared/data/pricelists');
const published = {
  'br-tabela.csv': 214,
  'my-tower-noheader.csv': 1_265,
  'pl-mieszkania.csv': 211,
  'ps-template.xlsx': 0,
  'rs-stanovi.xlsx': 652,
  'ru-flats-cp1251.csv': 300,
  'ru-flats.csv': 10_809,
};
if (!existsSync(folder)) console.warn(`SKIPPED: the published lists are not at ${folder}`);

describe.skipIf(!existsSync(folder))('lists as their owners published them', () => {
  it.each(Object.entries(published))(
    'INV-20 INV-21 %s becomes units as guessed, and again changes nothing',
    async (name, units) => {
      const bytes = readFileSync(resolve(folder, name));
      const projectId = await bench.project('MYR');
      const first = await bench.import(projectId, bytes, name);
      expect(first.failure).toBeNull();
      expect(first.storedResult).toMatchObject({ created: units, skipped: 0 });
      expect(await bench.units(projectId)).toHaveLength(units);
      const again = await bench.import(projectId, bytes, name);
      expect(again.storedResult).toMatchObject({ created: 0, updated: 0, unchanged: units });
      expect(await bench.unitEvents(projectId)).toEqual(units > 0 ? { 'unit.imported': units } : {});
    },
  );
});
