import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiClient } from '../client/api-client.ts';
import { caughtMails } from '../mail-catcher/start-mail-catcher.ts';
import { DEMO_PASSWORD } from './demo/make-demo.ts';
import { ROOT } from './root.ts';

// Starts the product as a person does (npm start) in an empty data folder, signs in as the demo Owner, reads the board and a mail, stops it, and looks that nothing is left.
const PORT = 4_600 + Math.floor(Math.random() * 300);
const folder = await mkdtemp(join(tmpdir(), 'offplan-smoke-'));
const began = performance.now();
const start = spawn('npm', ['start'], {
  cwd: ROOT,
  env: {
    ...process.env,
    OFFPLAN_PORT: String(PORT),
    OFFPLAN_MAIL_PORT: '0',
    OFFPLAN_TIME_PORT: '0',
    OFFPLAN_DATA_DIR: folder,
  },
  stdio: ['ignore', 'pipe', 'inherit'],
  detached: true,
});
let output = '';
start.stdout.on('data', (chunk) => {
  output += chunk;
});

try {
  await until(
    () => output.includes('offplan is ready'),
    90_000,
    () => `npm start did not get ready:\n${output}`,
  );
  const ready = (performance.now() - began) / 1000;
  const nadia = new ApiClient(PORT, 'app.offplan.localhost');
  const signIn = await nadia.post('/auth/sign-in', { email: 'nadia@halden-reyes.example', password: DEMO_PASSWORD });
  if (signIn.status !== 200) throw new Error(`The demo Owner cannot sign in: ${JSON.stringify(signIn.body)}`);
  nadia.workspace = 'halden-reyes';
  const { project } = await nadia.data(
    '{ project(by: { slug: "aurelia-creek" }) { buildings { name board { units { id } } } } }',
  );
  const units = project.buildings.map(({ board }: { board: { units: unknown[] } }) => board.units.length);
  if (!(units[0] > 400)) throw new Error(`The demo tower has ${units[0]} units`);
  const [mailUrl] = /http:\/\/localhost:\d+/.exec(output.split('Every mail')[1] ?? '') ?? [];
  if (!mailUrl) throw new Error('npm start does not say where mails are read');
  const mails = await caughtMails(mailUrl, { to: 'aleksey@halden-reyes.example', template: 'member_invitation' });
  if (mails.length !== 1) throw new Error(`The demo's invitation is ${mails.length} times in the mail catcher`);
  process.kill(-start.pid!, 'SIGINT');
  await until(hasEnded, 20_000, () => 'npm start did not stop on Ctrl-C');
  console.log(`Smoke test: ready in ${ready.toFixed(1)} s, ${units.join(' + ')} units on the demo boards, stopped.`);
} catch (fault) {
  console.error(String(fault));
  process.exitCode = 1;
} finally {
  if (!hasEnded()) process.kill(-start.pid!, 'SIGKILL');
  await rm(folder, { recursive: true, force: true });
}

/** npm itself ends by the signal, or with a code, as its version will have it. */
function hasEnded(): boolean {
  return start.exitCode !== null || start.signalCode !== null;
}

async function until(condition: () => boolean, milliseconds: number, complaint: () => string): Promise<void> {
  const deadline = Date.now() + milliseconds;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(complaint());
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
