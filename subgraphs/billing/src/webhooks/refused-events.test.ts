import type { SubgraphDatabase } from '@offplan/kernel/database/subgraph-database';
import { silentLogger } from '@offplan/kernel/logging';
import { expect, it } from 'vitest';
import { RefusedEvents } from './refused-events.ts';

it('BIL-30 however many events strangers send that are refused, they are counted in memory and written together; what could not be written is not lost', async () => {
  const written: { day: string; reason: string; times: number }[][] = [];
  let isAway = true;
  const db = {
    transaction: async (_: object, work: (tx: object) => Promise<unknown>) => {
      if (isAway) throw new Error('The database is away');
      return work({ query: async (_sql: string, [rows]: [string]) => written.push(JSON.parse(rows)) });
    },
  } as unknown as SubgraphDatabase;
  const refused = new RefusedEvents();
  await refused.write(db, silentLogger);
  for (let times = 0; times < 1_000; times += 1) refused.count('bad_signature', new Date('2026-11-21T23:59:59Z'));
  await expect(refused.write(db, silentLogger)).rejects.toThrow('away');
  refused.count('bad_signature', new Date('2026-11-21T23:59:59Z'));
  refused.count('bad_signature', new Date('2026-11-22T00:00:01Z'));
  refused.count('wrong_mode', new Date('2026-11-22T00:00:01Z'));
  isAway = false;
  await refused.write(db, silentLogger);
  await refused.write(db, silentLogger);
  expect(written).toEqual([
    [
      { day: '2026-11-21', reason: 'bad_signature', times: 1_001 },
      { day: '2026-11-22', reason: 'bad_signature', times: 1 },
      { day: '2026-11-22', reason: 'wrong_mode', times: 1 },
    ],
  ]);
});
