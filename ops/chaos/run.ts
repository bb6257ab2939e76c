import type { ChaosReport } from './chaos-report.ts';

// npm run chaos -- NAME [WORD]: one fault run, or of it the steps whose name has the word. The last line is one JSON object; the exit code is 1 when anything was lost or wrong.
const RUNS: Record<string, () => Promise<(word?: string) => Promise<ChaosReport>>> = {
  identity: async () => (await import('./identity.ts')).identity,
  webhooks: async () => (await import('./webhooks.ts')).webhooks,
  billing: async () => (await import('./billing.ts')).billing,
};

const [name, word] = process.argv.slice(2);
const load = name === undefined ? undefined : RUNS[name];
if (!load) {
  console.error(`Name a fault run: ${Object.keys(RUNS).join(', ')}`);
  process.exit(1);
}
const report = await (await load())(word);
console.log(JSON.stringify(report));
process.exit(report.lost > 0 || report.wrong.length > 0 ? 1 : 0);
