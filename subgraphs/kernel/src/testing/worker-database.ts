import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Superuser's address of the PostgreSQL that all test files share. */
    pgUrl: string;
    /** A database of it that has every migration and nothing else. */
    templateDatabase: string;
  }
}

const made: string[] = [];

/** Makes an empty database for the calling test file and returns its superuser's address. It is dropped after the file's last test. */
export const emptyDatabase = (): Promise<string> => makeDatabase('');

/** As `emptyDatabase`, with every migration of all subgraphs. Its files are copied, which takes a tenth of what migrating takes. */
export const migratedDatabase = (): Promise<string> =>
  makeDatabase(`template ${inject('templateDatabase')} strategy file_copy`);

async function makeDatabase(how: string): Promise<string> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asSuperuser((client) => client.query(`create database ${name} ${how}`));
  made.push(name);
  const url = new URL(inject('pgUrl'));
  url.pathname = `/${name}`;
  return url.toString();
}

/**
 * Runs `work` while no other test file runs its own: roles belong to the cluster, and two databases of it that are migrated at once meet
 * in their rows. The migrations' own advisory locks exclude one another within a database only.
 */
export async function oneAtATime(work: () => Promise<void>): Promise<void> {
  await asSuperuser(async (client) => {
    await client.query(`select pg_advisory_lock(hashtext('offplan tests prepare a database'))`);
    await work();
  });
}

/** Drops what the calling test file has made. Done after each file (`each-file.ts`). */
export async function dropMadeDatabases(): Promise<void> {
  if (made.length === 0) return;
  await asSuperuser(async (client) => {
    for (const name of made.splice(0)) await client.query(`drop database ${name} with (force)`);
  });
}

async function asSuperuser(work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: inject('pgUrl') });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
