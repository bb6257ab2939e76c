import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { globSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './root.ts';

const FOLDER = join(ROOT, 'clients/admin');
const DIST = join(FOLDER, 'dist');
const MARK = join(DIST, '.built-from');

/** Folder of the built admin app. */
export const ADMIN_APP = DIST;

/** Builds the admin app unless what is there was built from these very sources. Returns whether it had to. */
export async function buildAdminApp(): Promise<boolean> {
  const sources = await hashOfSources();
  if ((await readFile(MARK, 'utf8').catch(() => null)) === sources) return false;
  await run(process.execPath, [join(ROOT, 'node_modules/vite/bin/vite.js'), 'build', FOLDER, '--logLevel', 'warn']);
  await mkdir(DIST, { recursive: true });
  await writeFile(MARK, sources);
  return true;
}

async function hashOfSources(): Promise<string> {
  const files = globSync(['clients/{admin,kit}/**/*', 'package-lock.json'], {
    cwd: ROOT,
    exclude: (path) =>
      /(^|\/)(node_modules|dist)(\/|$)/.test(typeof path === 'string' ? path : (path as { name: string }).name),
  }).sort();
  const hash = createHash('sha256');
  for (const file of files) {
    const content = await readFile(join(ROOT, file)).catch(() => null);
    if (content) hash.update(file).update(content);
  }
  return hash.digest('hex');
}

function run(command: string, parameters: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        output += chunk;
      });
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`The admin app could not be built:\n${output}`)),
    );
  });
}
