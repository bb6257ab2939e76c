import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { buildAdminApp } from './admin-app.ts';
import { ROOT } from './root.ts';
import { runCommand } from './run-command.ts';

// npm test: all tests, or those under the paths given. Closes with the true totals, and with the names of what did not run and why.
const RESULTS = join(ROOT, '.cache/test-results.json');

interface Results {
  numPassedTests: number;
  numFailedTests: number;
  numFailedTestSuites: number;
  numPendingTests: number;
  testResults: { name: string; status: string; assertionResults: { fullName: string; status: string }[] }[];
}

await mkdir(join(ROOT, '.cache'), { recursive: true });
await rm(RESULTS, { force: true });
await buildAdminApp();
const code = await runCommand(
  'vitest',
  ['run', '--reporter=default', '--reporter=json', `--outputFile=${RESULTS}`, ...process.argv.slice(2)],
  // Each file and each product that a file starts loads the same modules: what the first has compiled is there for the others.
  { APOLLO_TELEMETRY_DISABLED: 'true', NODE_COMPILE_CACHE: join(ROOT, '.cache/compiled') },
);
const results = JSON.parse(await readFile(RESULTS, 'utf8').catch(() => 'null')) as Results | null;
if (!results) {
  console.log('The tests did not come to an end.\n0 passed, 1 failed');
  process.exit(1);
}
const skipped = results.testResults.flatMap(({ assertionResults }) =>
  assertionResults.filter(({ status }) => status === 'pending' || status === 'skipped'),
);
for (const { fullName } of skipped) console.log(`Not run here: ${fullName}`);
// A file that could not be loaded has no test that failed; it counts as one.
const unloaded = results.testResults.filter(
  ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
).length;
console.log(
  `${results.numPassedTests} passed, ${results.numFailedTests + unloaded} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`,
);
process.exit(code);
