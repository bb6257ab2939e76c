import { randomUUID } from 'node:crypto';
import { NotPermitted, NotPermittedReason, ValidationFailed } from '@offplan/kernel/graphql/user-errors';
import type { Passport } from '@offplan/kernel/passport/passport';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { InventoryBench, unitGlobalId } from '../testing/open-inventory.ts';
import type { FlipUnitInput } from './flip-input.ts';
import {
  FlipUnitSuccess,
  IdempotencyKeyReused,
  TransitionNotAllowed,
  UndoFlipSuccess,
  UndoNotPossible,
  UnitNotFound,
  UnitStatusConflict,
} from './flip-results.ts';
import { flipUnit } from './flip-unit.ts';
import { SalesChannel } from './sales-channel.ts';
import { undoFlip } from './undo-flip.ts';
import { UnitStatus } from './unit-status.ts';

let bench: InventoryBench;
beforeAll(async () => {
  bench = await InventoryBench.open();
});
afterAll(async () => bench?.close());

function form(unitId: string, change: Partial<FlipUnitInput> = {}): FlipUnitInput {
  return {
    unitId: unitGlobalId(unitId),
    expectedVersion: 1,
    to: UnitStatus.RESERVED,
    buyer: { new: { name: 'Irina Volkova', contact: '+971 50 318 41 27' } },
    channel: SalesChannel.EXHIBITION,
    note: 'passport tonight',
    isConfirmed: true,
    idempotencyKey: randomUUID(),
    ...change,
  };
}

const flip = (who: Passport, input: FlipUnitInput) => flipUnit(bench.context(who), input);

/** Lets somebody act while another transaction has made a change and not committed it: the act meets the change, then its commit. */
async function meeting<Result>(change: string, parameters: unknown[], act: () => Promise<Result>): Promise<Result> {
  await bench.admin.query('begin');
  await bench.admin.query(change, parameters);
  const acting = act();
  const isWaiting = async () => {
    const { rows } = await bench.admin.query(
      'select exists (select from pg_locks where not granted and pg_backend_pid() = any (pg_blocking_pids(pid))) as waits',
    );
    return rows[0].waits;
  };
  try {
    await expect.poll(isWaiting).toBe(true);
  } finally {
    await bench.admin.query('commit');
  }
  return acting;
}

const setMode = (mode: 'open' | 'closed') =>
  bench.admin.query('update inventory.project set allocation_mode = $2 where id = $1', [bench.projectId, mode]);
const statusOf = async (unitId: string) =>
  (await bench.admin.query('select status from inventory.unit where id = $1', [unitId])).rows[0].status;

it('INV-32 INV-33 the second flip loses with the winner’s name and time, nothing of it is applied, and both attempts are events', async () => {
  const unitId = await bench.unit('12-03');
  const aleksey = bench.member('Aleksey');
  const lina = bench.member('Lina');
  const won = await flip(aleksey, form(unitId));
  const lost = await flip(
    lina,
    form(unitId, { buyer: { new: { name: 'Omar Aziz', contact: 'omar@example.com' } }, note: 'mine' }),
  );

  expect(won).toBeInstanceOf(FlipUnitSuccess);
  expect(lost).toBeInstanceOf(UnitStatusConflict);
  expect(lost).toMatchObject({
    expectedVersion: 1,
    actualVersion: 2,
    status: 'reserved',
    occurredAt: bench.clock.now(),
    winner: { name: 'Aleksey', organisationName: null },
  });
  const events = await bench.events(unitId);
  expect(events.map(({ type }) => type)).toEqual(['unit.status_changed', 'unit.status_conflict']);
  expect(events[1]).toMatchObject({
    actor: { id: lina.user!.id },
    data: { winnerId: aleksey.user!.id, attempted: 'reserved' },
    personal: { winnerName: 'Aleksey', actorName: 'Lina' },
  });
  const { rows } = await bench.admin.query(
    'select status, note, (select name from inventory.buyer b where b.id = u.buyer_id) as buyer from inventory.unit u where id = $1',
    [unitId],
  );
  expect(rows).toEqual([{ status: 'reserved', note: 'passport tonight', buyer: 'Irina Volkova' }]);
  const buyers = await bench.admin.query(`select from inventory.buyer where name = 'Omar Aziz'`);
  expect(buyers.rowCount).toBe(0);
});

it('INV-32 whoever loses by a moment leaves no buyer behind', async () => {
  const unitId = await bench.unit('12-16');
  const lost = await meeting(
    `update inventory.unit set status = 'reserved', availability_version = 2 where id = $1`,
    [unitId],
    () => flip(bench.member('Lina'), form(unitId, { buyer: { new: { name: 'Late Buyer', contact: '+971 4 000' } } })),
  );
  expect(lost).toBeInstanceOf(UnitStatusConflict);
  const others = await bench.unit('12-17');
  const people = Array.from({ length: 20 }, (_, index) => bench.member(`Agent ${index}`));
  await Promise.all(
    people.map((person) =>
      flip(person, form(others, { buyer: { new: { name: 'Rush Buyer', contact: '+971 4 001' } } })),
    ),
  );
  const { rows } = await bench.admin.query(
    `select name from inventory.buyer where name in ('Late Buyer', 'Rush Buyer')`,
  );
  expect(rows).toEqual([{ name: 'Rush Buyer' }]);
});

it('INV-55 INV-14 INV-56 a guest does not win a unit that is being withdrawn, held back or hidden at that moment', async () => {
  const jonas = bench.guest('Jonas');
  const withdrawn = await bench.unit('12-18', { assignedOrgId: bench.guestOrgId });
  const heldBack = await bench.unit('12-19', { assignedOrgId: bench.guestOrgId });
  const hidden = await bench.unit('12-20');
  expect(
    await meeting('update inventory.unit set assigned_org_id = null where id = $1', [withdrawn], () =>
      flip(jonas, form(withdrawn)),
    ),
  ).toBeInstanceOf(UnitNotFound);
  expect(
    await meeting('update inventory.unit set is_released = false where id = $1', [heldBack], () =>
      flip(jonas, form(heldBack)),
    ),
  ).toBeInstanceOf(UnitNotFound);
  await setMode('open');
  expect(
    await meeting(`update inventory.project set allocation_mode = 'closed' where id = $1`, [bench.projectId], () =>
      flip(jonas, form(hidden)),
    ),
  ).toBeInstanceOf(UnitNotFound);
  for (const unitId of [withdrawn, heldBack, hidden]) {
    expect(await statusOf(unitId)).toBe('available');
    expect(await bench.events(unitId)).toEqual([]);
  }
});

it('INV-55 INV-37 a guest does not undo in a unit that is being withdrawn at that moment', async () => {
  const jonas = bench.guest('Jonas');
  const unitId = await bench.unit('12-21', { assignedOrgId: bench.guestOrgId });
  await flip(jonas, form(unitId));
  const undone = await meeting('update inventory.unit set assigned_org_id = null where id = $1', [unitId], () =>
    undoFlip(bench.context(jonas), {
      unitId: unitGlobalId(unitId),
      expectedVersion: 2,
      idempotencyKey: randomUUID(),
    }),
  );
  expect(undone).toBeInstanceOf(UnitNotFound);
  expect(await statusOf(unitId)).toBe('reserved');
});

it('INV-33 INV-38 a flip of the team wins beside a change of the assignment, and its event says to whom the unit is assigned now', async () => {
  const unitId = await bench.unit('12-22');
  const won = await meeting(
    'update inventory.unit set assigned_org_id = $2, version = version + 1 where id = $1',
    [unitId, bench.guestOrgId],
    () => flip(bench.member('Aleksey'), form(unitId)),
  );
  expect(won).toBeInstanceOf(FlipUnitSuccess);
  expect(await bench.events(unitId)).toMatchObject([{ data: { assignedOrgId: bench.guestOrgId } }]);
});

it('ID-54 a guest with sales and content flips what a guest with sales alone would, in Closed and in Open mode', async () => {
  const both = bench.guest('Jonas', ['sales', 'content']);
  const sales = bench.guest('Marte');
  for (const mode of ['closed', 'open'] as const) {
    await setMode(mode);
    for (const assignedOrgId of [null, bench.guestOrgId])
      for (const isReleased of [true, false]) {
        const make = () => bench.unit(`54-${randomUUID()}`, { assignedOrgId, isReleased });
        const isTaken = (await flip(sales, form(await make()))) instanceof FlipUnitSuccess;
        const answer = await flip(both, form(await make()));
        const situation = `${mode}, ${assignedOrgId ? 'assigned' : 'pool'}, ${isReleased ? 'released' : 'held back'}`;
        expect(answer, situation).toBeInstanceOf(isTaken ? FlipUnitSuccess : NotPermitted);
        expect(isTaken, situation).toBe(isReleased && (assignedOrgId !== null || mode === 'open'));
      }
  }
  await setMode('closed');
});

it('INV-34 a repeated idempotency key gets the first answer and writes nothing; with another input it is refused', async () => {
  const unitId = await bench.unit('12-04');
  const aleksey = bench.member('Aleksey');
  const lina = bench.member('Lina');
  const click = form(unitId);
  const lost = form(unitId);
  await flip(aleksey, click);
  await flip(lina, lost);
  expect(await flip(aleksey, click)).toBeInstanceOf(FlipUnitSuccess);
  expect(await flip(lina, lost)).toMatchObject({ winner: { name: 'Aleksey' }, actualVersion: 2 });
  expect(await flip(aleksey, { ...click, note: 'another' })).toBeInstanceOf(IdempotencyKeyReused);
  expect(await bench.events(unitId)).toHaveLength(2);
});

it('INV-34 INV-35 the same click sent many times at once wins once and is never told that it lost', async () => {
  const unitId = await bench.unit('12-05');
  const aleksey = bench.member('Aleksey');
  const click = form(unitId);
  const answers = await Promise.all(Array.from({ length: 20 }, () => flip(aleksey, click)));
  expect(answers.every((answer) => answer instanceof FlipUnitSuccess)).toBe(true);
  expect(await bench.events(unitId)).toHaveLength(1);
});

it('INV-35 of 300 people at once exactly one wins, the others name that one, and every attempt is an event', async () => {
  const unitId = await bench.unit('12-06');
  const people = Array.from({ length: 300 }, (_, index) => bench.member(`Agent ${index}`));
  const answers = await Promise.all(people.map((person) => flip(person, form(unitId))));
  const winners = people.filter((_, index) => answers[index] instanceof FlipUnitSuccess);
  expect(winners).toHaveLength(1);
  const named = answers
    .filter((answer) => answer instanceof UnitStatusConflict)
    .map((conflict) => conflict.winner?.name);
  expect(named).toEqual(Array(299).fill(winners[0]!.user!.name));
  const events = await bench.events(unitId);
  expect(events).toHaveLength(300);
  expect(events.filter(({ type }) => type === 'unit.status_changed')).toHaveLength(1);
});

it('INV-34 INV-37 a repeated key says until when its own flip can be undone, not the one that somebody made after it', async () => {
  const unitId = await bench.unit('12-23');
  const aleksey = bench.member('Aleksey');
  const click = form(unitId);
  const wonAt = bench.clock.now();
  await flip(aleksey, click);
  bench.clock.advance(40_000);
  await flip(bench.member('Nadia', 'owner'), form(unitId, { expectedVersion: 2, to: UnitStatus.SOLD }));
  expect(await flip(aleksey, click)).toMatchObject({
    unit: { status: 'sold' },
    undoUntil: new Date(wonAt.getTime() + 60_000),
  });
});

it('BIL-14 INV-37 in a workspace whose plan has ended nobody undoes; the answer says why', async () => {
  const unitId = await bench.unit('12-24');
  const aleksey = bench.member('Aleksey');
  await flip(aleksey, form(unitId));
  const setPlan = (status: string) =>
    bench.admin.query('update inventory.entitlement_mirror set status = $2 where org_id = $1', [bench.orgId, status]);
  const undo = () =>
    undoFlip(bench.context(aleksey), {
      unitId: unitGlobalId(unitId),
      expectedVersion: 2,
      idempotencyKey: randomUUID(),
    });
  await setPlan('ended');
  expect(await undo()).toMatchObject({ reason: NotPermittedReason.PLAN_ENDED });
  expect(await statusOf(unitId)).toBe('reserved');
  await setPlan('active');
  expect(await undo()).toBeInstanceOf(UndoFlipSuccess);
});

it('INV-38 a price edit in between does not make an honest flip lose', async () => {
  const unitId = await bench.unit('12-07');
  await bench.admin.query(
    'update inventory.unit set price_minor = price_minor + 1, version = version + 1 where id = $1',
    [unitId],
  );
  expect(await flip(bench.member('Aleksey'), form(unitId))).toBeInstanceOf(FlipUnitSuccess);
});

it('INV-39 INV-30 the same status is no transition, and each transition asks for its own row of the matrix', async () => {
  const unitId = await bench.unit('12-08', { status: 'reserved' });
  const admin = bench.member('Nadia', 'admin');
  expect(await flip(admin, form(unitId))).toBeInstanceOf(TransitionNotAllowed);
  const agent = bench.member('Aleksey');
  expect(await flip(agent, form(unitId, { to: UnitStatus.SOLD }))).toBeInstanceOf(NotPermitted);
  expect(await flip(agent, form(unitId, { to: UnitStatus.AVAILABLE }))).toBeInstanceOf(NotPermitted);
  expect(await flip(admin, form(unitId, { to: UnitStatus.SOLD }))).toBeInstanceOf(FlipUnitSuccess);
  expect(
    await flip(bench.member('Mara', 'sales_manager'), form(unitId, { to: UnitStatus.AVAILABLE, expectedVersion: 2 })),
  ).toBeInstanceOf(NotPermitted);
});

it('ID-49 an agent sells and releases its own reservation only', async () => {
  const unitId = await bench.unit('12-09');
  const aleksey = bench.member('Aleksey');
  await flip(aleksey, form(unitId));
  expect(await flip(bench.member('Lina'), form(unitId, { to: UnitStatus.SOLD, expectedVersion: 2 }))).toBeInstanceOf(
    NotPermitted,
  );
  expect(await flip(aleksey, form(unitId, { to: UnitStatus.SOLD, expectedVersion: 2 }))).toBeInstanceOf(
    FlipUnitSuccess,
  );
});

it('INV-31 a form without buyer, channel or tick is refused with each field named, before anything is decided', async () => {
  const unitId = await bench.unit('12-10');
  const answer = await flip(
    bench.member('Aleksey'),
    form(unitId, { buyer: null, channel: null, isConfirmed: false, note: 'x'.repeat(1_001), idempotencyKey: 'short' }),
  );
  expect(answer).toBeInstanceOf(ValidationFailed);
  expect((answer as ValidationFailed).issues.map(({ path }) => path.join('.')).sort()).toEqual([
    'buyer',
    'channel',
    'idempotencyKey',
    'isConfirmed',
    'note',
  ]);
  expect(await bench.events(unitId)).toHaveLength(0);
});

it('INV-55 INV-56 INV-69 a guest flips what is assigned to it, an unassigned unit is unknown to it, and Open mode shows the rest', async () => {
  const own = await bench.unit('12-11', { assignedOrgId: bench.guestOrgId });
  const pool = await bench.unit('12-12');
  const hidden = await bench.unit('12-13', { assignedOrgId: bench.guestOrgId, isReleased: false });
  const jonas = bench.guest('Jonas');
  expect(await flip(jonas, form(own))).toBeInstanceOf(FlipUnitSuccess);
  expect(await flip(jonas, form(pool))).toBeInstanceOf(UnitNotFound);
  expect(await flip(jonas, form(hidden))).toBeInstanceOf(UnitNotFound);
  await setMode('open');
  expect(await flip(jonas, form(pool))).toBeInstanceOf(FlipUnitSuccess);
  expect(await flip(jonas, form(hidden))).toBeInstanceOf(UnitNotFound);
  await setMode('closed');
  expect(await flip(bench.member('Aleksey'), form(own))).toMatchObject({
    winner: { name: 'Jonas', organisationName: 'Blue Heron' },
  });
});

it('INV-68 in Closed mode a guest is not told which other guest won', async () => {
  const unitId = await bench.unit('12-14', { assignedOrgId: bench.guestOrgId });
  const other = {
    ...bench.guest('Marte'),
    guest: { ...bench.guest('Marte').guest!, organisationId: randomUUID(), organisationName: 'Nordkai' },
  };
  await bench.admin.query(
    `update inventory.unit set status = 'reserved', availability_version = 2, status_changed_by = $2, status_changed_by_name = 'Marte', status_changed_by_org_id = $3, status_changed_by_org_name = 'Nordkai' where id = $1`,
    [unitId, other.user!.id, other.guest.organisationId],
  );
  expect(await flip(bench.guest('Jonas'), form(unitId))).toMatchObject({ status: 'reserved', winner: null });
});

it('INV-37 the winner may undo for 60 seconds while nobody changed the unit; others and latecomers may not', async () => {
  const unitId = await bench.unit('12-15');
  const aleksey = bench.member('Aleksey');
  const undo = (who: Passport, expectedVersion: number) =>
    undoFlip(bench.context(who), { unitId: unitGlobalId(unitId), expectedVersion, idempotencyKey: randomUUID() });
  await flip(aleksey, form(unitId));
  expect(await undo(bench.member('Lina'), 2)).toBeInstanceOf(UndoNotPossible);
  expect(await undo(aleksey, 2)).toBeInstanceOf(UndoFlipSuccess);
  expect(await undo(aleksey, 2)).toBeInstanceOf(UndoFlipSuccess);
  const { rows } = await bench.admin.query(
    'select status, availability_version, buyer_id, reserved_by from inventory.unit where id = $1',
    [unitId],
  );
  expect(rows).toEqual([{ status: 'available', availability_version: 3, buyer_id: null, reserved_by: null }]);
  await flip(aleksey, form(unitId, { expectedVersion: 3 }));
  bench.clock.advance(61_000);
  expect(await undo(aleksey, 4)).toBeInstanceOf(UndoNotPossible);
  expect((await bench.events(unitId)).map(({ type }) => type)).toEqual([
    'unit.status_changed',
    'unit.status_undone',
    'unit.status_changed',
  ]);
});
