import { readSettings } from '@offplan/kernel/config/settings';
import { startEmbeddedPostgres } from '@offplan/kernel/database/embedded/embedded-postgres';
import { Client } from 'pg';
import { migrateAll } from '../processes/migrate-all.ts';
import { freshSecrets, subgraphDefinitions } from '../processes/subgraphs.ts';
import type { ChaosReport } from './chaos-report.ts';
import { HISTORIES } from './permutations/histories.ts';
import { Permuter } from './permutations/permuter.ts';
import { recordHistory } from './permutations/record-history.ts';

const DATABASE_PASSWORD = 'roles-in-the-storm';
const SEEDS = 10_000;

/**
 * Brings the events of recorded histories in other orders than the true one (BIL-31): shuffled, late, several times, never, and with answers of
 * Stripe's that overtake each other. `word` says for how many seeds, or `seed:N` for that one alone, or `seed:N-M` for a part of them: one
 * processor plays one part.
 */
export async function webhooks(word = ''): Promise<ChaosReport> {
  const [first, last] = seedsOf(word);
  if (!(first >= 1 && last >= first)) throw new Error('Say for how many seeds, or seed:N, or seed:N-M');
  const postgres = await startEmbeddedPostgres({ settings: { max_connections: 100 } });
  await migrateAll(
    postgres.url,
    DATABASE_PASSWORD,
    subgraphDefinitions(readSettings({}), 'http://app.offplan.localhost', freshSecrets()),
  );
  const lanes = HISTORIES.map(() => new Client({ connectionString: postgres.url }));
  const report: ChaosReport = { name: 'webhooks', faults: 0, operations: 0, mails: 0, lost: 0, doubled: 0, wrong: [] };
  try {
    await Promise.all(
      HISTORIES.map(async (history, lane) => {
        const admin = lanes[lane]!;
        await admin.connect();
        const place = { databaseUrl: postgres.url, databasePassword: DATABASE_PASSWORD, admin };
        const permuter = await Permuter.open(await recordHistory(history, place), place);
        const { wrong: unlike } = await permuter.playTrueOrder();
        if (unlike) report.wrong.push(`${history.name}, in its true order: ${unlike}`);
        const began = performance.now();
        let seeds = 0;
        for (let seed = first; seed <= last; seed += 1) {
          if (seed % HISTORIES.length !== lane) continue;
          seeds += 1;
          const { deliveries, wrong } = await permuter.play(seed);
          report.faults += 1;
          report.operations += deliveries;
          if (!wrong) continue;
          report.wrong.push(`${history.name}, seed:${seed}: ${wrong}`);
          console.log(`  ${report.wrong.at(-1)}`);
        }
        const each = ((performance.now() - began) / Math.max(seeds, 1)).toFixed(0);
        console.log(`  ${history.name}: ${seeds} orders (${each} ms each)`);
        await permuter.close();
      }),
    );
    return report;
  } finally {
    for (const admin of lanes) await admin.end();
    await postgres.stop();
  }
}

function seedsOf(word: string): [first: number, last: number] {
  if (!word.startsWith('seed:')) return [1, word ? Number(word) : SEEDS];
  const [first, last = first] = word.slice('seed:'.length).split('-').map(Number);
  return [first!, last!];
}
