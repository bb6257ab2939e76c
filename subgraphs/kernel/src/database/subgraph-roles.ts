import { hkdfSync } from 'node:crypto';
import type { Client } from 'pg';

export const SUBGRAPH_NAMES = ['identity', 'inventory', 'billing', 'growth'] as const;
export type SubgraphName = (typeof SUBGRAPH_NAMES)[number];

/**
 * The four roles of a subgraph (architecture, rule 2). `owner` cannot log in: it owns the schema, and only the migration step acts as
 * it. `app` is what the service runs as: row-level security binds it, and it has no DDL. `relay` reads what the outbox names, of all
 * tenants, and nothing else. `mailer` sends mails: it reads and finishes those of all tenants, says so by events, and does nothing else.
 */
export function rolesOf(subgraph: SubgraphName): { owner: string; app: string; relay: string; mailer: string } {
  return {
    owner: `${subgraph}_owner`,
    app: `${subgraph}_app`,
    relay: `${subgraph}_relay`,
    mailer: `${subgraph}_mailer`,
  };
}

/** Makes a subgraph's roles, schema and `current_org()` if they are missing. `client` may create roles; safe to repeat and to run concurrently. */
export async function prepareSubgraphDatabase(client: Client, subgraph: SubgraphName, password: string): Promise<void> {
  const { owner, app, relay, mailer } = rolesOf(subgraph);
  await client.query('begin');
  // Roles belong to the cluster. The lock holds within one database; tests, which prepare several at once, take turns by themselves.
  await client.query(`select pg_advisory_xact_lock(hashtext('offplan roles'))`);
  await client.query(`
    do $$ begin
      if not exists (select from pg_roles where rolname = '${owner}') then create role ${owner} nologin; end if;
      if not exists (select from pg_roles where rolname = '${app}') then create role ${app} login nobypassrls; end if;
      if not exists (select from pg_roles where rolname = '${relay}') then create role ${relay} login nobypassrls; end if;
      if not exists (select from pg_roles where rolname = '${mailer}') then create role ${mailer} login nobypassrls; end if;
    end $$`);
  for (const role of [app, relay, mailer])
    await client.query(`alter role ${role} password ${client.escapeLiteral(rolePassword(role, password))}`);
  await client.query(`grant ${owner} to current_user`);
  await client.query(`create schema if not exists ${subgraph} authorization ${owner}`);
  await client.query(`grant usage on schema ${subgraph} to ${app}, ${relay}, ${mailer}`);
  await client.query('commit');
}

/**
 * The password of one role, made of the secret that is configured for all (HKDF-SHA-256 by the role's name): whoever learns one role's, from
 * a log say, opens no other, as long as the secret is long and random. The processes themselves know it.
 */
export function rolePassword(role: string, password: string): string {
  return Buffer.from(hkdfSync('sha256', password, '', `offplan database role ${role}`, 32)).toString('base64url');
}

/** The address of the same database for another role; `password`: the one that is configured for all. */
export function databaseUrlFor(adminUrl: string, role: string, password: string): string {
  const url = new URL(adminUrl);
  url.username = role;
  url.password = rolePassword(role, password);
  return url.toString();
}
