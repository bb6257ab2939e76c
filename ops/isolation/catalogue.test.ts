import { SUBGRAPH_NAMES } from '@offplan/kernel/database/subgraph-roles';
import { migratedDatabase } from '@offplan/kernel/testing/worker-database';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';

/** Tables that belong to no tenant, each with the reason. */
const NOT_TENANT: Record<string, string> = {
  'identity.user': 'a person may be in many Organisations; seen through memberships only',
  'identity.session': 'belongs to a person; found by the hash of its token only',
  'identity.organisation_slug': 'which slugs are taken is public: they are host names (ID-24)',
  'identity.attempt': 'counts of sign-ins and sign-ups by hashed account and address',
  'identity.window_count': 'counts of requests and refusals by hashed caller',
  'identity.half_sign_in': 'a sign-in that awaits its second factor; found by the hash of its token',
  'identity.password_reset': 'belongs to a person; found by the hash of its token',
  'identity.email_change': 'belongs to a person; found by the hash of its token',
  'identity.authenticator': 'belongs to a person; its secret is sealed',
  'identity.recovery_code': 'belongs to a person; keyed hashes',
  'identity.passkey': 'belongs to a person; public keys',
  'identity.passkey_challenge': 'belongs to a browser that may not be signed in; found by the hash of its token',
  'identity.external_identity': 'belongs to a person: who it is at an OpenID Connect provider',
  'identity.external_sign_in': 'belongs to a browser on its way to the provider; found by the hash of its token',
  'identity.external_proof': 'belongs to a browser before its sign-up; found by the hash of its token',
  'identity.pending_sign_up': 'nobody yet: found by the hash of its token',
  'identity.trial_email': 'which e-mails have had their trial, by keyed hash',
  'identity.sign_up_allowance': 'the Platform’s own list, by domains, e-mails and networks',
  'identity.domain_age': 'what registries say of domains',
  'identity.mail_suppression': 'addresses that refused a mail, by keyed hash; the sender alone reads it',
  'billing.stripe_event': 'what Stripe has told, by ids; whose it is comes out when it is worked off',
  'billing.refused_stripe_event': 'counts of refused events by day',
  'billing.stripe_customer': 'whose a customer of Stripe’s is, by the ids alone',
  'billing.comparison': 'until when the books were compared with Stripe’s, and the sums by currency',
  'billing.operator_note': 'what Operators have to look at: ids and amounts, of any Organisation',
  '*.agenda': 'when something is due for whom: ids and times, no content',
  '*.outbox': 'positions of events, no content',
  '*.consumed_event': 'ids of events that were applied, no content',
  '*.migration': 'names of the migrations that ran',
};
/** Unique indexes that do not begin with org_id, each with the reason. */
const GLOBAL_UNIQUE: Record<string, string> = {
  'identity.organisation_slug(slug)': 'slugs are global by design (ID-24)',
  'identity.invitation(token_hash)': 'random, found by its hash',
  'identity.guest_grant(token_hash)': 'random, found by its hash',
  'billing.stripe_customer(customer_id)': 'an id that Stripe gives; what Stripe tells names nothing else',
  '*.event(id)': 'UUIDv7 made by the service',
  '*.event(position)': 'made by the database',
};

let client: Client;
beforeAll(async () => {
  client = new Client({ connectionString: await migratedDatabase() });
  await client.connect();
});
afterAll(async () => client?.end());

const SCHEMAS = `('${SUBGRAPH_NAMES.join("', '")}')`;
const isListed = (list: Record<string, string>, schema: string, rest: string) =>
  Object.hasOwn(list, `${schema}.${rest}`) || Object.hasOwn(list, `*.${rest}`);
const rowsOf = async <Row>(sql: string) => (await client.query(sql)).rows as Row[];

it('ID-33 security check 6: every table with org_id has row-level security forced and a policy; every other is on the list with its reason', async () => {
  const tables = await rowsOf<{
    schema: string;
    name: string;
    has_org: boolean;
    enabled: boolean;
    forced: boolean;
    policies: number;
  }>(`
    select n.nspname as schema, c.relname as name, c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
      exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped) as has_org,
      (select count(*)::int from pg_policy p where p.polrelid = c.oid and p.polpermissive) as policies
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname in ${SCHEMAS} and c.relkind in ('r', 'p')`);
  expect(tables.length).toBeGreaterThan(20);
  expect(
    tables.filter(
      ({ schema, name, enabled, forced, policies }) =>
        !(enabled && forced && policies > 0) && !isListed(NOT_TENANT, schema, name),
    ),
  ).toEqual([]);
});

it('ID-33 a tenant policy compares org_id with the session’s Organisation, computed once a query', async () => {
  const policies = await rowsOf<{ table: string; expression: string }>(`
    select p.polrelid::regclass::text as table, pg_get_expr(p.polqual, p.polrelid) as expression from pg_policy p
    join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace where n.nspname in ${SCHEMAS} and p.polname = 'tenant' and p.polrelid <> 'identity.organisation'::regclass`);
  expect(policies.length).toBeGreaterThan(15);
  expect(policies.filter(({ expression }) => !/org_id = \( SELECT \w+\.current_org\(\)/.test(expression))).toEqual([]);
});

it('ID-33 security check 6: foreign keys between tenant tables carry org_id on both sides, because they do not obey row-level security', async () => {
  const keys = await rowsOf<{ name: string; from_first: string; to_first: string }>(`
    select c.conrelid::regclass || '.' || c.conname as name,
      (select attname from pg_attribute where attrelid = c.conrelid and attnum = c.conkey[1]) as from_first,
      (select attname from pg_attribute where attrelid = c.confrelid and attnum = c.confkey[1]) as to_first
    from pg_constraint c join pg_class t on t.oid = c.confrelid join pg_namespace n on n.oid = t.relnamespace
    where c.contype = 'f' and n.nspname in ${SCHEMAS}
      and exists (select from pg_attribute a where a.attrelid = c.confrelid and a.attname = 'org_id')`);
  expect(keys.length).toBeGreaterThan(8);
  expect(
    keys.filter(
      ({ name, from_first, to_first }) =>
        !name.startsWith('identity.organisation.') && (from_first !== 'org_id' || !['org_id', 'id'].includes(to_first)),
    ),
  ).toEqual([]);
});

it('ID-33 unique indexes of tenant tables begin with org_id, or are on the list with their reason', async () => {
  const indexes = await rowsOf<{ schema: string; table: string; columns: string }>(`
    select n.nspname as schema, c.relname as table,
      (select string_agg(coalesce(a.attname, '?'), ',' order by k.place) from unnest(i.indkey::int[]) with ordinality as k (number, place) left join pg_attribute a on a.attrelid = c.oid and a.attnum = k.number) as columns
    from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
    where i.indisunique and n.nspname in ${SCHEMAS} and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'org_id')`);
  const strange = indexes.filter(
    ({ schema, table, columns }) =>
      !columns.startsWith('org_id') && !isListed(GLOBAL_UNIQUE, schema, `${table}(${columns})`),
  );
  expect(strange).toEqual([]);
});

it('ID-72 security checks 6 and 38: the services’ roles own nothing, make nothing, bypass nothing, and may not change or remove an event or an audit entry', async () => {
  const roles = await rowsOf<{ rolname: string }>(
    `select rolname from pg_roles where rolname ~ '_(app|relay|mailer)$' and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb)`,
  );
  expect(roles).toEqual([]);
  const owned = await rowsOf(
    `select c.relname from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname ~ '_(app|relay|mailer)$'`,
  );
  expect(owned).toEqual([]);
  for (const name of SUBGRAPH_NAMES) {
    const [row] = await rowsOf<
      Record<string, boolean>
    >(`select has_schema_privilege('${name}_app', '${name}', 'create') as creates,
      has_table_privilege('${name}_app', '${name}.event', 'update') as edits, has_table_privilege('${name}_app', '${name}.event', 'delete') as removes,
      has_table_privilege('${name}_app', '${name}.event', 'truncate') as empties`);
    expect(row, name).toEqual({ creates: false, edits: false, removes: false, empties: false });
    for (const other of SUBGRAPH_NAMES.filter((one) => one !== name)) {
      const [access] = await rowsOf<{ enters: boolean }>(
        `select has_schema_privilege('${name}_app', '${other}', 'usage') as enters`,
      );
      expect(access, `${name} in ${other}`).toEqual({ enters: false });
    }
  }
  const [audit] = await rowsOf<Record<string, boolean>>(
    `select has_table_privilege('identity_app', 'identity.audit_entry', 'update') as edits, has_table_privilege('identity_app', 'identity.audit_entry', 'delete') as removes`,
  );
  expect(audit).toEqual({ edits: false, removes: false });
});

it('ID-33 security check 6: everything in a subgraph’s schema belongs to its owner’s role, which row-level security binds too', async () => {
  const strange = await rowsOf(`
    select n.nspname || '.' || c.relname as name, r.rolname as owner from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_roles r on r.oid = c.relowner
      where n.nspname in ${SCHEMAS} and c.relkind in ('r', 'p', 'v', 'm', 'S') and (r.rolname <> n.nspname || '_owner' or r.rolsuper or r.rolbypassrls)
    union all
    select n.nspname || '.' || p.proname, r.rolname from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_roles r on r.oid = p.proowner
      where n.nspname in ${SCHEMAS} and r.rolname <> n.nspname || '_owner'`);
  expect(strange).toEqual([]);
});

it('ID-33 security check 6: no view looks past row-level security, and only the functions on the list run with their owner’s rights', async () => {
  const views =
    await rowsOf(`select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname in ${SCHEMAS} and c.relkind = 'v'
    and not coalesce('security_invoker=true' = any (c.reloptions), false)`);
  expect(views).toEqual([]);
  const functions = await rowsOf<{
    name: string;
  }>(`select n.nspname || '.' || p.proname as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where p.prosecdef and n.nspname in ('bus', 'jobs', ${SUBGRAPH_NAMES.map((name) => `'${name}'`).join(', ')}) order by 1`);
  // Erasing is what the service may do by these alone, in the Organisation of its transaction.
  const erasing = SUBGRAPH_NAMES.map((name) => `${name}.erase_event_fields`);
  expect(functions.map(({ name }) => name).sort()).toEqual(
    ['bus.prune', 'identity.erase_mails', 'identity.erase_personal', 'jobs.enqueue', ...erasing].sort(),
  );
});
