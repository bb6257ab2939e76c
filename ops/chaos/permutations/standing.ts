import type { Client } from 'pg';

/** Rows of billing's tables that belong to one Organisation, as JSON by the name of the table. */
export type Books = ReadonlyMap<string, string>;

/** All rows of an Organisation, to begin with them again. */
export async function keepBooks(admin: Client, orgId: string): Promise<Books> {
  const { rows: tables } = await admin.query(
    `select c.table_name as name from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
     where c.table_schema = 'billing' and c.column_name = 'org_id' and t.table_type = 'BASE TABLE' order by 1`,
  );
  const books = new Map<string, string>();
  for (const { name } of tables) {
    const { rows } = await admin.query(
      `select coalesce(json_agg(t), '[]')::text as rows from billing.${name} t where org_id = $1`,
      [orgId],
    );
    books.set(name, rows[0].rows);
  }
  return books;
}

/** Puts kept rows in the place of whatever an Organisation has, and forgets events of Stripe's. As superuser, past triggers and keys. */
export async function openBooks(admin: Client, orgId: string, books: Books, events: readonly string[]): Promise<void> {
  const statements = [...books].map(
    ([name, rows]) => `delete from billing.${name} where org_id = ${admin.escapeLiteral(orgId)};
      ${rows === '[]' ? '' : `insert into billing.${name} overriding system value select * from json_populate_recordset(null::billing.${name}, ${admin.escapeLiteral(rows)});`}`,
  );
  await admin.query(`begin; set local session_replication_role = replica;
    ${statements.join('\n')}
    delete from billing.stripe_event where id in (${events.map((event) => admin.escapeLiteral(event)).join(', ')});
    commit;`);
}

/**
 * Letters that say what is worth saying only while it is so: whoever hears of it later does not write them. Of a payment that has failed that is
 * while its invoice is open.
 */
const LAPSING = ['verification_needed:%', 'card:%'];

/**
 * How the plan of an Organisation stands, as text that is the same exactly when it stands the same: what Stripe told of subscriptions, invoices
 * and disputes, what the Organisation may do, the revenue, and how often each letter was wanted.
 */
export async function readStanding(admin: Client, orgId: string): Promise<string> {
  const { rows } = await admin.query(
    `select jsonb_pretty(jsonb_build_object(
       'account', (select to_jsonb(a) - '{version,synced_ticket,published}'::text[] from billing.billing_account a where org_id = $1),
       'entitlements', (select published - 'version' from billing.billing_account where org_id = $1),
       'subscriptions', (select jsonb_agg(to_jsonb(s) order by s.id) from billing.subscription s where org_id = $1),
       'invoices', (select jsonb_agg(to_jsonb(i) order by i.id) from billing.invoice i where org_id = $1),
       'revenue', (select jsonb_agg(to_jsonb(r) order by r.source_id) from billing.revenue r where org_id = $1),
       'disputes', (select jsonb_agg(to_jsonb(d) - '{updated_at,ticket}'::text[] order by d.id) from billing.dispute d where org_id = $1),
       'causes', (select jsonb_agg(c.cause order by c.cause) from billing.suspension_cause c where org_id = $1),
       'letters', (select jsonb_object_agg(key, times) from (select data ->> 'key' as key, count(*) as times from billing.event
          where org_id = $1 and type = 'letter.wanted' and not (data ->> 'key') like any ($2) and not (data ->> 'key' like 'payment_failed:%'
            and exists (select from billing.invoice i where i.org_id = $1 and i.id = split_part(data ->> 'key', ':', 2) and i.status <> 'open'))
          group by 1) l),
       'doubled', (select jsonb_agg(key) from (select data ->> 'key' as key from billing.event
          where org_id = $1 and type = 'letter.wanted' group by 1 having count(*) > 1) l)
     )) as standing`,
    [orgId, LAPSING],
  );
  return rows[0].standing as string;
}
