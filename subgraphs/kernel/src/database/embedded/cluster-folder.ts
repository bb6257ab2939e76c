import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statfsSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { diskFull, EmbeddedPostgresError, explainFailure } from './embedded-postgres-error.ts';
import { giveToNobody, isReachableByOthers, NOBODY, reachableTemporaryFolder } from './postgres-binaries.ts';

/** The major version is part of the name: a later PostgreSQL cannot read the files of an earlier one. */
const CLUSTER = 'postgres-18';
const PASSWORD = 'postgres-password';
/** Where a root user's clusters live whose own folder `nobody` may not enter. */
const SYSTEM_FOLDER = '/var/lib/offplan';

/** 40 MB for the empty cluster, the rest for the write-ahead log to begin with. */
const NEW_CLUSTER_BYTES = 150 * 1024 * 1024;

export interface ClusterFolder {
  /** PostgreSQL's data directory, initialised. */
  path: string;
  /** Of the superuser `postgres`. */
  password: string;
}

interface Initialisation {
  initdb: string;
  runsAsNobody: boolean;
  env: Record<string, string>;
}

/** Makes a cluster in a temporary folder; the caller removes the folder. */
export function makeThrowAwayCluster(how: Initialisation): ClusterFolder {
  const path = mkdtempSync(join(reachableTemporaryFolder(), 'offplan-postgres-'));
  const password = newPassword();
  try {
    initialise(path, password, how, ['--no-sync']);
  } catch (fault) {
    rmSync(path, { recursive: true, force: true });
    throw fault;
  }
  return { path, password };
}

/**
 * Finds the cluster below a data folder, or makes it. A start that dies while it makes one leaves nothing that a later start would take
 * for a cluster: it is made beside its place and then renamed.
 */
export function openDurableCluster(dataFolder: string, how: Initialisation): ClusterFolder {
  mkdirSync(dataFolder, { recursive: true });
  const place = join(dataFolder, CLUSTER);
  const passwordFile = join(dataFolder, PASSWORD);
  if (!existsSync(place)) makeDurableCluster(dataFolder, place, passwordFile, how);
  if (!existsSync(passwordFile))
    throw new EmbeddedPostgresError(
      'FAILED',
      `${passwordFile} is missing, so ${place} cannot be opened. Restore it, or start with --reset.`,
    );
  return { path: place, password: readFileSync(passwordFile, 'utf8') };
}

function makeDurableCluster(dataFolder: string, place: string, passwordFile: string, how: Initialisation): void {
  const isElsewhere = how.runsAsNobody && !isReachableByOthers(dataFolder);
  const home = isElsewhere ? makeSystemFolder() : dataFolder;
  removeAbandoned(home);
  const draft = join(home, `${CLUSTER}.draft-${process.pid}`);
  const password = newPassword();
  mkdirSync(draft);
  try {
    initialise(draft, password, how, []);
    writeFileSync(passwordFile, password, { mode: 0o600 });
    // A link may be left whose cluster was removed.
    rmSync(place, { force: true });
    renameSync(draft, join(home, CLUSTER));
    if (isElsewhere) symlinkSync(join(home, CLUSTER), place);
  } catch (fault) {
    rmSync(isElsewhere ? home : draft, { recursive: true, force: true });
    throw fault;
  }
}

/** Deletes the durable cluster below a data folder with all its data, wherever it lives. The server must not run. */
export function deleteDurableCluster(dataFolder: string): void {
  const place = join(dataFolder, CLUSTER);
  if (lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink())
    rmSync(join(readlinkSync(place), '..'), { recursive: true, force: true });
  rmSync(place, { recursive: true, force: true });
  rmSync(join(dataFolder, PASSWORD), { force: true });
}

/** A new folder that `nobody` may enter, for a cluster whose own place it may not. */
function makeSystemFolder(): string {
  mkdirSync(SYSTEM_FOLDER, { recursive: true });
  const home = mkdtempSync(join(SYSTEM_FOLDER, 'data-'));
  for (const folder of [SYSTEM_FOLDER, home]) chmodSync(folder, 0o755);
  return home;
}

function initialise(path: string, password: string, how: Initialisation, flags: string[]): void {
  const user = how.runsAsNobody ? { uid: NOBODY, gid: NOBODY } : {};
  const { bavail, bsize } = statfsSync(path);
  if (bavail * bsize < NEW_CLUSTER_BYTES) throw diskFull(path);
  chmodSync(path, 0o700);
  if (how.runsAsNobody) chownSync(path, NOBODY, NOBODY);
  // initdb takes the password from a file only, and by name only.
  const secret = mkdtempSync(join(reachableTemporaryFolder(), 'offplan-postgres-secret-'));
  try {
    writeFileSync(join(secret, 'password'), password, { mode: 0o600 });
    if (how.runsAsNobody) giveToNobody(secret);
    const result = spawnSync(
      how.initdb,
      [
        ...['-D', path, '--username=postgres', '--auth=scram-sha-256', '--no-instructions'],
        `--pwfile=${join(secret, 'password')}`,
        // The built-in locale sorts by code point and knows all scripts' letters, whatever the machine's C library brings.
        ...['--encoding=UTF8', '--locale=C.UTF-8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', ...flags],
      ],
      { ...user, env: how.env, cwd: '/', encoding: 'utf8' },
    );
    if (result.error) throw explainFailure('initdb', result.error.message, path, 0);
    if (result.status !== 0) throw explainFailure('initdb', `${result.stdout}${result.stderr}`, path, 0);
  } finally {
    rmSync(secret, { recursive: true, force: true });
  }
}

function removeAbandoned(home: string): void {
  for (const name of readdirSync(home)) {
    const maker = /^postgres-18\.draft-(\d+)$/.exec(name)?.[1];
    if (maker && !isRunning(Number(maker))) rmSync(join(home, name), { recursive: true, force: true });
  }
}

/** Whether a process of that id exists, of whatever user. */
export function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (fault) {
    return (fault as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function newPassword(): string {
  return randomBytes(24).toString('base64url');
}
