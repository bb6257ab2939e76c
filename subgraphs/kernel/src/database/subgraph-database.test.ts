import { expect, it } from 'vitest';
import { ManualClock } from '../clock.ts';
import { emptyDatabase } from '../testing/worker-database.ts';
import { SubgraphDatabase } from './subgraph-database.ts';

it('BIL-3 whoever reads sees one moment: what is written between two of its statements it sees in none of them; and it can write nothing', async () => {
  const url = await emptyDatabase();
  const db = await SubgraphDatabase.open({ url, schema: 'billing', entities: [], pool: 4, clock: new ManualClock() });
  await db.transaction({}, async (tx) => {
    await tx.query('create table public.plan (tier text)');
    await tx.query('create table public.waiting (tier text)');
    await tx.query(`insert into public.waiting values ('pro')`);
  });
  const carryOut = () =>
    db.transaction({}, async (tx) => {
      await tx.query(`insert into public.plan values ('pro')`);
      await tx.query('delete from public.waiting');
    });
  await db.reading({}, async (em) => {
    expect(await em.execute('select tier from public.plan')).toEqual([]);
    await carryOut();
    expect(await em.execute('select tier from public.waiting')).toEqual([{ tier: 'pro' }]);
    expect(await em.execute('select tier from public.plan')).toEqual([]);
  });
  await db.reading({}, async (em) => {
    expect(await em.execute('select tier from public.waiting')).toEqual([]);
    expect(await em.execute('select tier from public.plan')).toEqual([{ tier: 'pro' }]);
  });
  await expect(db.reading({}, (em) => em.execute('delete from public.plan'))).rejects.toThrow('read-only transaction');
  await db.close();
});
