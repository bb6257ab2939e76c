import type { SubgraphName } from '../database/subgraph-roles.ts';
import { rolesOf } from '../database/subgraph-roles.ts';
import { tenantTableSql } from '../database/tenant-sql.ts';

/**
 * The tables of the event spine in a subgraph's schema. `event` is append-only for the service (ID-72): audit record, history and
 * outbox message in one row. `outbox` names the events that are not on the bus yet, so that publishing never touches an event.
 * `consumed_event` is what a consumer has applied; its row is written in the transaction of the effect.
 */
export function spineSql(subgraph: SubgraphName): string {
  const { app, relay } = rolesOf(subgraph);
  return `
create table ${subgraph}.event (
  id uuid primary key,
  position bigint generated always as identity unique,
  org_id uuid not null,
  subject_type text not null,
  subject_id uuid not null,
  seq bigint not null,
  type text not null,
  actor jsonb not null,
  on_behalf_of uuid,
  request_id text,
  data jsonb not null,
  personal jsonb not null default '{}',
  pii_class text not null check (pii_class in ('none', 'personal_meta', 'sensitive', 'pseudonymous')),
  occurred_at timestamptz not null
);
create index event_by_subject on ${subgraph}.event (org_id, subject_id, position desc);
${tenantTableSql(subgraph, 'event', 'select, insert')}
create policy relay on ${subgraph}.event for select to ${relay} using (true);
grant select on ${subgraph}.event to ${relay};

create table ${subgraph}.outbox (position bigint primary key);
grant insert on ${subgraph}.outbox to ${app};
grant select, delete on ${subgraph}.outbox to ${relay};
create function ${subgraph}.queue_events() returns trigger language plpgsql as $$
begin
  insert into ${subgraph}.outbox (position) select position from added;
  return null;
end $$;
create trigger queue_events after insert on ${subgraph}.event
  referencing new table as added for each statement execute function ${subgraph}.queue_events();

create table ${subgraph}.consumed_event (
  consumer text not null,
  event_id uuid not null,
  consumed_at timestamptz not null default now(),
  primary key (consumer, event_id)
);
grant select, insert, delete on ${subgraph}.consumed_event to ${app};`;
}
