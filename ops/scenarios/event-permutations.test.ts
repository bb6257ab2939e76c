import { ROLES_PASSWORD } from '@offplan/kernel/testing/roles-password';
import { migratedDatabase } from '@offplan/kernel/testing/worker-database';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { HISTORIES } from '../chaos/permutations/histories.ts';
import { Permuter } from '../chaos/permutations/permuter.ts';
import { recordHistory } from '../chaos/permutations/record-history.ts';

let databaseUrl: string;
let admin: Client;
beforeAll(async () => {
  databaseUrl = await migratedDatabase();
  admin = new Client({ connectionString: databaseUrl });
  await admin.connect();
});
afterAll(async () => {
  await admin?.end();
});

/**
 * Orders in which something went wrong once: what came of an older Checkout was heard of late and brought its card back, or whether there was a
 * newer card was answered late; an answer about a dispute was overtaken by a later one and undid it.
 */
const REMEMBERED: Record<string, number[]> = {
  'a trial that is paid, with a card and then another one': [12, 32, 120, 392, 1216, 2952],
  'disputed, won, refunded, disputed, lost': [107],
};

/** Orders of each history beside those; `npm run chaos -- webhooks` tries ten thousand. */
const ORDERS = 25;
/** Where a machine is slow, fewer will do. In milliseconds, of each history. */
const LONG_ENOUGH = 1_000;
/** Of so many points each one is not heard of before the end. */
const OUTAGES = 5;

it.each(HISTORIES)(
  'BIL-31 events shuffled, late, repeated, lost and overtaken by other answers end as in their true order: $name',
  async (history) => {
    const place = { databaseUrl, databasePassword: ROLES_PASSWORD, admin };
    const permuter = await Permuter.open(await recordHistory(history, place), place);
    try {
      expect((await permuter.playTrueOrder()).wrong).toBeNull();
      const { length } = permuter.history.points;
      for (let point = 0; point < length; point += Math.ceil(length / OUTAGES))
        expect((await permuter.playOutage(point)).wrong, `point ${point} is heard of at the end`).toBeNull();
      // Without the tickets of `syncAccount` the past that is told last would stand.
      const last = length - 1;
      for (const answer of [1, 2])
        expect((await permuter.playOvertaken(last - 1, answer)).wrong, `answer ${answer} is overtaken`).toBeNull();
      const until = performance.now() + LONG_ENOUGH;
      for (const seed of REMEMBERED[history.name] ?? [])
        expect((await permuter.play(seed)).wrong, `seed ${seed}`).toBeNull();
      for (let seed = 1; seed <= ORDERS && performance.now() < until; seed += 1)
        expect((await permuter.play(seed)).wrong, `seed ${seed}`).toBeNull();
    } finally {
      await permuter.close();
    }
  },
  60_000,
);
