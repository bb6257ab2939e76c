import { Client } from 'pg';
import { expect, it } from 'vitest';
import { BUS_ROLE, migrateBus } from '../events/bus/postgres/migrate-bus.ts';
import { ROLES_PASSWORD } from '../testing/roles-password.ts';
import { emptyDatabase, oneAtATime } from '../testing/worker-database.ts';
import { databaseUrlFor, prepareSubgraphDatabase, rolePassword, rolesOf } from './subgraph-roles.ts';

/** Whether a role is let in with a password. */
async function opens(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url });
  return client.connect().then(
    () => client.end().then(() => true),
    () => false,
  );
}

it('security check 6: each database role has a password of its own; neither another role’s opens it, nor the one they are made of', async () => {
  const databaseUrl = await emptyDatabase();
  const admin = new Client({ connectionString: databaseUrl });
  await admin.connect();
  try {
    await oneAtATime(async () => {
      await prepareSubgraphDatabase(admin, 'identity', ROLES_PASSWORD);
      await migrateBus(admin, ROLES_PASSWORD);
    });
  } finally {
    await admin.end();
  }
  const { app, relay, mailer } = rolesOf('identity');
  for (const role of [app, relay, mailer, BUS_ROLE]) {
    expect(await opens(databaseUrlFor(databaseUrl, role, ROLES_PASSWORD)), role).toBe(true);
    const others = [app, relay, mailer, BUS_ROLE].filter((one) => one !== role);
    for (const password of [ROLES_PASSWORD, ...others.map((other) => rolePassword(other, ROLES_PASSWORD))]) {
      const url = new URL(databaseUrl);
      Object.assign(url, { username: role, password });
      expect(await opens(url.toString()), role).toBe(false);
    }
  }
});
