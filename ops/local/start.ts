import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readSettings, type Settings, SettingsError } from '@offplan/kernel/config/settings';
import { deleteDurableCluster, EmbeddedPostgresError } from '@offplan/kernel/database/embedded/embedded-postgres';
import { offsetFile } from '../time-travel/kept-offset.ts';
import { makeDemo } from './demo/make-demo.ts';
import { endWithParent } from './end-with-parent.ts';
import { type LocalSystem, startLocalSystem } from './local-system.ts';
import { ROOT } from './root.ts';

const began = performance.now();
let local: LocalSystem | null = null;
let endingSince: number | null = null;
/** npm passes on the Ctrl-C that the terminal has already given us: so close together, two signals are one wish. */
const SAME_WISH_MS = 1_000;

/** Stops everything, once; a second Ctrl-C does not wait. */
async function end(code: number): Promise<void> {
  if (endingSince !== null) {
    if (performance.now() - endingSince > SAME_WISH_MS) process.exit(code || 1);
    return;
  }
  endingSince = performance.now();
  await local?.close().catch((fault) => console.error(String(fault)));
  process.exit(code);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(0));
endWithParent(() => void (endingSince === null && end(0)));

try {
  const settings = readSettings(process.env);
  if (process.argv.includes('--reset')) await emptyDataFolder(settings);
  local = await startLocalSystem(settings, say);
  const people = settings.OFFPLAN_DEMO ? await makeDemo(local, settings, say) : [];
  printReady(local, people);
} catch (fault) {
  console.error(`\n${explain(fault)}`);
  await end(1);
}

function say(step: string): void {
  console.log(`  ${((performance.now() - began) / 1000).toFixed(1).padStart(4)} s  ${step}`);
}

function printReady(
  { url, mailUrl, timeUrl }: LocalSystem,
  people: readonly { email: string; password: string; who: string }[],
): void {
  const rows = [`offplan is ready: ${url}/sign-in`, ''];
  if (people.length > 0) {
    const width = Math.max(...people.map(({ email }) => email.length));
    rows.push(`Demo sign-ins, all with the password ${people[0]!.password}`);
    for (const { email, who } of people) rows.push(`  ${email.padEnd(width)}  ${who}`);
    rows.push('');
  }
  if (mailUrl) rows.push(`Every mail that offplan sends: ${mailUrl}`);
  if (timeUrl) rows.push(`Travel in time, to watch what happens when: ${timeUrl}`);
  if (mailUrl || timeUrl) rows.push('');
  rows.push('Ctrl-C stops everything. The data stays; npm start -- --reset empties it.');
  console.log(`\n${rows.join('\n')}\n`);
}

/** Removes what an installation has stored: the database's folder with care for a server that still runs, then the rest. */
async function emptyDataFolder(settings: Settings): Promise<void> {
  const folder = resolve(ROOT, settings.OFFPLAN_DATA_DIR);
  await deleteDurableCluster(join(folder, 'postgres'));
  await rm(join(folder, 'mails'), { recursive: true, force: true });
  await rm(join(folder, 'secrets.json'), { force: true });
  await rm(offsetFile(folder), { force: true });
}

/** A start that failed, in words that tell how to mend it (OPS-1). */
function explain(fault: unknown): string {
  if (fault instanceof SettingsError || fault instanceof EmbeddedPostgresError) return fault.message;
  const { code, port, setting, message } = fault as NodeJS.ErrnoException & { port?: number; setting?: string };
  if (code === 'EADDRINUSE')
    return `Port ${port} is taken by another program. Stop it, or choose another port: ${setting ?? 'OFFPLAN_PORT'}=4100 npm start`;
  if (code === 'ENOSPC') return 'The disk is full. Make room, then start again.';
  return fault instanceof Error ? (fault.stack ?? message) : String(fault);
}
