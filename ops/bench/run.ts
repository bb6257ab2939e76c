import type { BenchResult } from './result.ts';

// npm run bench -- NAME: one benchmark; without a name all. The last line of each is one JSON object.
const BENCHMARKS: Record<string, () => Promise<() => Promise<BenchResult | BenchResult[]>>> = {
  flips: async () => (await import('./flips.ts')).flips,
  queries: async () => (await import('./queries.ts')).queries,
  fanout: async () => (await import('./fanout.ts')).fanout,
  board: async () => (await import('./board.ts')).board,
  audit: async () => (await import('./audit.ts')).audit,
  webhooks: async () => (await import('./webhooks.ts')).webhooks,
  cold: async () => (await import('./cold.ts')).cold,
};

const names = process.argv.slice(2).length > 0 ? process.argv.slice(2) : Object.keys(BENCHMARKS);
for (const name of names) {
  const load = BENCHMARKS[name];
  if (!load) {
    console.error(`There is no benchmark ${name}; there are ${Object.keys(BENCHMARKS).join(', ')}`);
    process.exit(1);
  }
  const bench = await load();
  console.log(JSON.stringify(await bench()));
}
process.exit(0);
