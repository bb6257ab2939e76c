import type { SqlMigration } from '@offplan/kernel/database/migration';
import { tenantTableSql } from '@offplan/kernel/database/tenant-sql';

const tenant = (table: string, grants: string) => `
${tenantTableSql('identity', table, grants)}
create policy guest_scope on identity.${table} as restrictive using ((select identity.current_projects()) is null);`;

/** The audit chain (ID-70 to ID-72): one chain an Organisation, and one of the Platform's own. */
export const audit: SqlMigration = {
  name: '20261121-2-audit',
  sql: `
-- What is hashed is body; the other columns repeat parts of it for searching and are checked against it.
create table identity.audit_entry (
  org_id uuid not null,
  seq bigint not null,
  event_id uuid not null,
  occurred_at timestamptz not null,
  action text not null,
  actor_id uuid,
  subject_id uuid not null,
  on_behalf_of uuid,
  pii_class text not null,
  label text,
  body text not null,
  prev_hash bytea not null,
  hash bytea not null,
  primary key (org_id, seq),
  unique (org_id, event_id)
);
create index audit_entry_by_actor on identity.audit_entry (org_id, actor_id, seq);
create index audit_entry_by_subject on identity.audit_entry (org_id, subject_id, seq);
create index audit_entry_by_action on identity.audit_entry (org_id, action, seq);
create index audit_entry_by_time on identity.audit_entry (org_id, occurred_at);
${tenant('audit_entry', 'select, insert')}

-- Personal fields beside the chain: it holds salted commitments of them only, so that they can be erased (ID-71). No foreign key: both
-- are written by one statement, verifying compares them, and on a table that grows from nothing the check of the key, planned while it
-- was empty, read all of it for each row.
create table identity.audit_personal (
  org_id uuid not null,
  seq bigint not null,
  field text not null,
  person_id uuid,
  salt bytea not null,
  value text not null,
  primary key (org_id, seq, field)
);
create index audit_personal_by_person on identity.audit_personal (org_id, person_id);
${tenant('audit_personal', 'select, insert')}

create table identity.audit_head (
  org_id uuid primary key,
  seq bigint not null,
  hash bytea not null
);
${tenant('audit_head', 'select, insert, update')}

create table identity.audit_seal (
  org_id uuid not null,
  day date not null,
  seq bigint not null,
  hash bytea not null,
  sealed_at timestamptz not null,
  signature bytea not null,
  primary key (org_id, day)
);
${tenant('audit_seal', 'select, insert')}

-- The grants keep the service from changing entries; this keeps everybody else from doing it by mistake.
create function identity.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'The audit log is append-only (ID-72)';
end $$;
create trigger append_only before update or delete on identity.audit_entry for each row execute function identity.refuse_change();
create trigger append_only_whole before truncate on identity.audit_entry for each statement execute function identity.refuse_change();
create trigger append_only before update on identity.audit_personal for each row execute function identity.refuse_change();
create trigger append_only before update or delete on identity.audit_seal for each row execute function identity.refuse_change();

-- The one way to erase personal fields (ID-72): of one person in one Organisation, and it says so in the log. The tenant's policies
-- bind the owner too, so that it reaches no other Organisation than the transaction's.
create function identity.erase_personal(person uuid, event_id uuid, actor jsonb, reason text, request_id text, erased_at timestamptz) returns bigint
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  gone bigint;
begin
  delete from identity.audit_personal where person_id = person;
  get diagnostics gone = row_count;
  insert into identity.event (id, org_id, subject_type, subject_id, seq, type, actor, request_id, data, pii_class, occurred_at)
    values (event_id, identity.current_org(), 'person', person, 1, 'audit.personal_erased', actor, request_id,
      jsonb_build_object('fields', gone, 'reason', reason), 'pseudonymous', erased_at);
  return gone;
end $$;
revoke all on function identity.erase_personal(uuid, uuid, jsonb, text, text, timestamptz) from public;
grant execute on function identity.erase_personal(uuid, uuid, jsonb, text, text, timestamptz) to identity_app;
`,
};
