import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { extname, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { deleteDurableCluster, isRunning, makeThrowAwayCluster, openDurableCluster } from './cluster-folder.ts';
import { EmbeddedPostgresError, explainFailure, portTaken } from './embedded-postgres-error.ts';
import { findPostgresBinaries, NOBODY } from './postgres-binaries.ts';
import type { Supervision } from './supervise.ts';

export { deleteDurableCluster, EmbeddedPostgresError };

export interface EmbeddedPostgresOptions {
  /** Folder that keeps the data between runs, safe against a crash. Without it the cluster is a throw-away one: fast, not safe, gone at the end. */
  dataFolder?: string;
  /** Port on 127.0.0.1; without it any free one. */
  port?: number;
  /** Further settings of postgresql.conf, such as `{ log_statement: 'all' }`. */
  settings?: Record<string, string | number>;
  /** How long to wait for an earlier server on the same data folder that is still stopping, in ms. */
  patience?: number;
}

export interface EmbeddedPostgres {
  /** Of the superuser in the database `postgres`, password included. */
  url: string;
  port: number;
  /** Process id of the server. */
  pid: number;
  /** File that the server logs to. */
  logFile: string;
  /** Resolves when the server has ended, whoever ended it. */
  ended: Promise<void>;
  /** Ends all sessions, stops the server and removes what was throw-away. Safe to repeat. */
  stop(): Promise<void>;
}

const START_MILLISECONDS = 60_000;
const LOOK_EVERY_MILLISECONDS = 10;

/**
 * Starts a PostgreSQL of its own from the npm package (OPS-1). It listens on 127.0.0.1 only, its superuser has a random password, and it
 * ends when this process does, even by SIGKILL. As root it runs as `nobody`.
 *
 * Throws EmbeddedPostgresError, whose message tells a person how to mend it.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions = {}): Promise<EmbeddedPostgres> {
  const runsAsNobody = process.getuid?.() === 0;
  const binaries = findPostgresBinaries(runsAsNobody);
  // Nothing of the caller's PGPORT, PGOPTIONS and the like may reach the server.
  const env = { PATH: process.env.PATH ?? '', LC_ALL: 'C.UTF-8', TZ: 'UTC' };
  const how = { initdb: binaries.initdb, runsAsNobody, env };
  const remove = binaries.copy ? [binaries.copy] : [];
  try {
    const cluster = options.dataFolder ? openDurableCluster(options.dataFolder, how) : makeThrowAwayCluster(how);
    if (options.dataFolder) await waitForEarlierServer(cluster.path, options.patience ?? 10_000);
    else remove.push(cluster.path);
    if (options.port && !(await isFree(options.port))) throw portTaken(options.port);
    const port = options.port ?? (await findFreePort());
    const server = await startServer(cluster.path, port, {
      command: binaries.postgres,
      args: ['-D', realpathSync(cluster.path), ...settingsFor(port, options)],
      ...(runsAsNobody ? { uid: NOBODY, gid: NOBODY } : {}),
      env,
      remove,
    });
    return { ...server, port, url: `postgres://postgres:${cluster.password}@127.0.0.1:${port}/postgres` };
  } catch (fault) {
    for (const folder of remove) rmSync(folder, { recursive: true, force: true });
    throw fault;
  }
}

/** Starts the server under its supervisor and waits until it accepts connections. */
async function startServer(
  path: string,
  port: number,
  supervision: Supervision,
): Promise<Pick<EmbeddedPostgres, 'pid' | 'logFile' | 'ended' | 'stop'>> {
  const logFile = join(path, 'server.log');
  if (existsSync(logFile)) renameSync(logFile, `${logFile}.previous`);
  const log = openSync(logFile, 'a', 0o644);
  // Read by this descriptor: of a throw-away cluster that did not start the file is gone already.
  const logged = openSync(logFile, 'r');
  // A process group of its own: Ctrl-C is for the parent, which stops the database last.
  const supervisor = spawn(process.execPath, [superviseScript(), JSON.stringify(supervision)], {
    detached: true,
    stdio: ['pipe', 'pipe', log],
  }) as ChildProcessByStdio<Writable, Readable, null>;
  closeSync(log);
  let isOver = false;
  const ended = new Promise<void>((resolve) => {
    supervisor.once('exit', () => {
      isOver = true;
      resolve();
    });
  });
  supervisor.stdin.on('error', () => {});
  const stop = async () => {
    supervisor.stdin.end();
    await ended;
  };

  const pid = await new Promise<number>((resolve) => {
    supervisor.stdout.once('data', (line: Buffer) => resolve(Number(line)));
    supervisor.once('exit', () => resolve(0));
  });
  try {
    const giveUpAt = performance.now() + START_MILLISECONDS;
    while (!isReady(path, pid)) {
      if (isOver || performance.now() > giveUpAt) {
        await stop();
        throw explainFailure('Starting PostgreSQL', readFileSync(logged, 'utf8').slice(-4_000), path, port);
      }
      await sleep(LOOK_EVERY_MILLISECONDS);
    }
  } finally {
    closeSync(logged);
  }
  return { pid, logFile, ended, stop };
}

function settingsFor(port: number, options: EmbeddedPostgresOptions): string[] {
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
    max_connections: 200,
    shared_buffers: '128MB',
    wal_level: 'minimal',
    max_wal_senders: 0,
    ...(options.dataFolder ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
    ...options.settings,
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** The supervisor beside this file: TypeScript in a checkout, JavaScript in a build. */
function superviseScript(): string {
  return fileURLToPath(new URL(`./supervise${extname(import.meta.url)}`, import.meta.url));
}

/** postmaster.pid holds the server's process id in its first line and its state in its eighth. */
function readPidFile(path: string): { pid: number; state: string } | null {
  try {
    const lines = readFileSync(join(path, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), state: (lines[7] ?? '').trim() };
  } catch {
    return null;
  }
}

function isReady(path: string, pid: number): boolean {
  const server = readPidFile(path);
  return server?.pid === pid && server.state === 'ready';
}

/** After a SIGKILL of the application its server takes a moment to stop; a start right after that waits for it. */
async function waitForEarlierServer(path: string, patience: number): Promise<void> {
  const giveUpAt = performance.now() + patience;
  for (let server = readPidFile(path); server && isRunning(server.pid); server = readPidFile(path)) {
    if (performance.now() > giveUpAt)
      throw new EmbeddedPostgresError(
        'ALREADY_RUNNING',
        `Process ${server.pid} already uses the data in ${path}. Stop the other offplan, then start again.`,
      );
    await sleep(LOOK_EVERY_MILLISECONDS);
  }
}

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
