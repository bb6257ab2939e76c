import { brokenDocLinks } from './doc-links.ts';
import { staleDocs } from './generated-docs.ts';
import { captureCommand } from './run-command.ts';

// npm run check: everything that can be said without running the product. Prints one line for each check, and what a failed one found.
const commands: [string, string, string[]][] = [
  ['types of the servers', 'tsc', ['-p', 'tsconfig.json']],
  ['types of the clients', 'tsc', ['-p', 'clients/tsconfig.json']],
  ['format, lint and module boundaries', 'biome', ['check', '--error-on-warnings', '.']],
  ['unused code and dependencies', 'knip', []],
  ['schema', 'tsx', ['ops/local/schema.ts', '--check']],
];

let failures = 0;
const report = (name: string, output: string | null) => {
  console.log(`${output === null ? 'ok  ' : 'FAIL'}  ${name}`);
  if (output === null) return;
  failures += 1;
  console.log(output.trim().replaceAll(/^/gm, '      '));
};

for (const [name, command, parameters] of commands) {
  const { code, output } = await captureCommand(command, parameters);
  report(name, code === 0 ? null : output);
}
const faults = [...(await brokenDocLinks()), ...(await staleDocs())];
report('documentation', faults.length === 0 ? null : faults.join('\n'));
process.exit(failures === 0 ? 0 : 1);
