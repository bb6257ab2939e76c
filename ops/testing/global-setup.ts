import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSettings } from '@offplan/kernel/config/settings';
import { startEmbeddedPostgres } from '@offplan/kernel/database/embedded/embedded-postgres';
import { ROLES_PASSWORD } from '@offplan/kernel/testing/roles-password';
import { Client } from 'pg';
import type { TestProject } from 'vitest/node';
import { startMailCatcher } from '../mail-catcher/start-mail-catcher.ts';
import { migrateAll } from '../processes/migrate-all.ts';
import { freshSecrets, subgraphDefinitions } from '../processes/subgraphs.ts';

const TEMPLATE_DATABASE = 'offplan_template';

declare module 'vitest' {
  interface ProvidedContext {
    /** The mail catcher that all test files share: where it takes mails, and where they are read. */
    mailCatcher: { url: string; smtpUrl: string };
  }
}

/** One throw-away PostgreSQL for a whole test run, with a database that has every migration: each test file gets a copy of it (OPS-30). Beside it, one mail catcher. */
export default async function prepareTests(project: TestProject): Promise<() => Promise<void>> {
  const [postgres, catcher] = await Promise.all([
    startEmbeddedPostgres({ settings: { max_connections: 400 } }),
    startMailCatcher({ folder: null, port: 0 }),
  ]);
  const demoPlace = await mkdtemp(join(tmpdir(), 'offplan-demo-'));
  await chmod(demoPlace, 0o755);
  const stop = async () => {
    await rm(demoPlace, { recursive: true, force: true });
    await catcher.stop();
    await postgres.stop();
  };
  try {
    const admin = new Client({ connectionString: postgres.url });
    await admin.connect();
    await admin.query(`create database ${TEMPLATE_DATABASE}`);
    const template = new URL(postgres.url);
    template.pathname = `/${TEMPLATE_DATABASE}`;
    await migrateAll(
      template.toString(),
      ROLES_PASSWORD,
      subgraphDefinitions(readSettings({}), 'http://app.offplan.localhost', freshSecrets()),
    );
    await admin.query(`alter database ${TEMPLATE_DATABASE} is_template true`);
    await admin.end();
    project.provide('pgUrl', postgres.url);
    project.provide('templateDatabase', TEMPLATE_DATABASE);
    project.provide('demoPlace', demoPlace);
    project.provide('mailCatcher', { url: catcher.url, smtpUrl: catcher.smtpUrl });
    return stop;
  } catch (fault) {
    await stop();
    throw fault;
  }
}
