import { afterAll, beforeAll, expect, it } from 'vitest';
import { World } from '../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(async () => world?.close());

const run = (task: string) => world.admin.query('select graphile_worker.add_job($1)', [task]);

it('INV-34 an answer to a flip is forgotten after 24 hours and not before, whatever the tenant, and a tenant reaches its own only', async () => {
  const answer = `insert into inventory.flip_answer (org_id, user_id, key, input_hash, event_id, created_at)
    values (gen_random_uuid(), gen_random_uuid(), $1, '', gen_random_uuid(), now() - $2::interval)`;
  for (const [key, age] of [
    ['old-1', '25 h'],
    ['old-2', '9 d'],
    ['young', '23 h'],
  ])
    await world.admin.query(answer, [key, age]);
  await world.admin.query('begin');
  await world.admin.query('set local role inventory_app');
  await world.admin.query(`select set_config('app.org_id', gen_random_uuid()::text, true)`);
  expect((await world.admin.query('select from inventory.flip_answer')).rowCount).toBe(0);
  await world.admin.query('rollback');
  await run('inventory.forget_answers');
  await world.until(`select count(*) = 0 from inventory.flip_answer where key like 'old-%'`);
  expect((await world.admin.query(`select from inventory.flip_answer where key = 'young'`)).rowCount).toBe(1);
});

it('INV-41 the bus forgets what is older than seven days and consumers what is older than fourteen, and neither anything younger', async () => {
  await world.organisation('Housekeeping');
  await world.until('select min(c.position) >= (select max(position) from bus.message) from bus.cursor c');
  await world.admin.query(`update bus.message set occurred_at = now() - interval '6 d'`);
  await world.admin.query(
    `update bus.message set occurred_at = now() - interval '8 d' where position = (select min(position) from bus.message)`,
  );
  const { rows } = await world.admin.query('select count(*)::int as kept from bus.message');
  await world.admin.query(`update inventory.consumed_event set consumed_at = now() - interval '13 d'`);
  await world.admin.query(
    `insert into inventory.consumed_event values ('guests', gen_random_uuid(), now() - interval '15 d')`,
  );
  await run('bus.prune');
  await run('inventory.forget_consumed_events');
  await world.until('select count(*) = $1 from bus.message', [rows[0].kept - 1]);
  await world.until(`select count(*) = 0 from inventory.consumed_event where consumed_at < now() - interval '14 d'`);
  expect((await world.admin.query('select from inventory.consumed_event')).rowCount).toBeGreaterThan(0);
});
