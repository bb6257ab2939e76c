import type { Client } from 'pg';
import { rolePassword } from '../../../database/subgraph-roles.ts';

/** The role that a bus works as: it may append and read, keep cursors, and call `bus.prune`; nothing else. */
export const BUS_ROLE = 'bus_app';
const OWNER_ROLE = 'bus_owner';

/**
 * Makes the bus's schema, tables and roles in the database that `client` is connected to; `client` may create roles and schemas.
 * Safe to repeat and to run concurrently. From `password` the one of `bus_app` is made.
 */
export async function migrateBus(client: Client, password: string): Promise<void> {
  await client.query('begin');
  try {
    // Roles belong to the cluster. The lock holds within one database; tests, which prepare several at once, take turns by themselves.
    await client.query(`select pg_advisory_xact_lock(hashtext('offplan roles'))`);
    await client.query(`
      do $$ begin
        if not exists (select from pg_roles where rolname = '${OWNER_ROLE}') then create role ${OWNER_ROLE} nologin; end if;
        if not exists (select from pg_roles where rolname = '${BUS_ROLE}') then create role ${BUS_ROLE} login nobypassrls; end if;
      end $$`);
    await client.query(`alter role ${BUS_ROLE} password ${client.escapeLiteral(rolePassword(BUS_ROLE, password))}`);
    await client.query(`grant ${OWNER_ROLE} to current_user`);
    await client.query(`create schema if not exists bus authorization ${OWNER_ROLE}`);
    await client.query(`set local role ${OWNER_ROLE}`);
    await client.query(SCHEMA);
    await client.query('commit');
  } catch (fault) {
    await client.query('rollback');
    throw fault;
  }
}

/** The advisory lock under which messages are appended; it has the space of two-integer keys to itself. */
const APPEND_LOCK = '781, 1';

const SCHEMA = `
create table if not exists bus.message (
  position bigint generated always as identity primary key,
  event_id uuid not null unique,
  occurred_at timestamptz not null,
  -- json and not jsonb: it is only ever stored and read whole.
  event json not null,
  stored_at timestamptz not null default now()
);

-- One row: everything up to this position was removed.
create table if not exists bus.pruned (
  is_only_row boolean primary key default true check (is_only_row),
  through bigint not null default 0
);
insert into bus.pruned default values on conflict do nothing;

create table if not exists bus.cursor (
  consumer text primary key,
  position bigint not null,
  moved_at timestamptz not null default now()
);

-- Positions are given out under a lock that is held until the commit is visible: their order is the order of commits, so that a reader
-- who has seen a position has seen all before it.
create or replace function bus.append(events json[]) returns void language plpgsql as $$
begin
  perform pg_advisory_xact_lock(${APPEND_LOCK});
  insert into bus.message (event_id, occurred_at, event)
    select (event ->> 'id')::uuid, (event ->> 'occurredAt')::timestamptz, event
    from unnest(events) with ordinality as given (event, place) order by place
    on conflict (event_id) do nothing;
end $$;

create or replace function bus.prune(older_than timestamptz) returns bigint
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  last_to_go bigint;
  last_gone bigint;
  gone bigint;
begin
  perform from bus.pruned for update;
  last_to_go := least(
    coalesce((select min(position) - 1 from bus.message where occurred_at >= older_than), (select max(position) from bus.message)),
    (select min(position) from bus.cursor));
  with removed as (delete from bus.message where position <= last_to_go returning position)
    select max(position), count(*) into last_gone, gone from removed;
  if gone > 0 then update bus.pruned set through = last_gone; end if;
  return gone;
end $$;

revoke all on function bus.append(json[]), bus.prune(timestamptz) from public;
grant usage on schema bus to ${BUS_ROLE};
grant select, insert on bus.message to ${BUS_ROLE};
grant select on bus.pruned to ${BUS_ROLE};
grant select, insert, update, delete on bus.cursor to ${BUS_ROLE};
grant execute on function bus.append(json[]), bus.prune(timestamptz) to ${BUS_ROLE};
`;
