import { expect, it } from 'vitest';
import { DurableChanges } from './durable-changes.ts';

const WRITE = 'with won as (update inventory.unit set status = ? returning *) select * from won';

it.each([
  [
    'a transaction that wrote, at its commit alone',
    ['begin', 'select 1', WRITE, 'commit'],
    [false, false, false, true],
  ],
  [
    'nothing of a transaction that only read or locked',
    ['BEGIN', 'select * from a for no key update', 'COMMIT'],
    [false, false, false],
  ],
  ['nothing of one that was rolled back', ['begin', WRITE, 'rollback', 'select 1'], [false, false, false, false]],
  [
    'a transaction that went on after a savepoint',
    ['begin', WRITE, 'rollback to savepoint s', 'commit'],
    [false, false, false, true],
  ],
  [
    'a write outside of a transaction, also by a function',
    [WRITE, "select graphile_worker.add_job('x')", 'select 1'],
    [true, true, false],
  ],
])('a crash can leave something behind after %s', (_, statements, changes) => {
  const connection = {};
  const known = new DurableChanges();
  expect(statements.map((statement) => known.isOne(connection, statement))).toEqual(changes);
});
