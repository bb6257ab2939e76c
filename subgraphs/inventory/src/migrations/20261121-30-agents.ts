import type { SqlMigration } from '@offplan/kernel/database/migration';
import { tenantTableSql } from '@offplan/kernel/database/tenant-sql';

/**
 * Agents: who is in which team, whose units and reservations are whose, and since when a buyer is somebody's.
 *
 * A reservation is somebody's within an Organisation: the same person may act for the host and for a guest. What was reserved before is
 * found in the events that did it; the owner's role reads past the policies for that one statement.
 */
export const agents: SqlMigration = {
  name: '20261121-30-agents',
  sql: `
create table inventory.member (
  org_id uuid not null,
  user_id uuid not null,
  member_id uuid not null,
  -- Null once erased.
  name text,
  role text not null,
  manager_user_id uuid,
  is_active boolean not null,
  left_at timestamptz,
  successor_user_id uuid,
  -- Whether something of a person who left is still to be moved to the successor.
  has_more_to_move boolean not null default false,
  primary key (org_id, user_id)
);
${tenantTableSql('inventory', 'member')}
-- A guest in its host's scope has no business with the host's team; its own team it reads in its own scope.
create policy guest_scope on inventory.member as restrictive using ((select inventory.current_projects()) is null);

-- An Organisation finds the hosts whose guest it is or was: what its people leave behind lies there.
create policy own_guest on inventory.guest for select using (guest_org_id = (select inventory.current_org()));
create index guest_by_organisation on inventory.guest (guest_org_id);

alter table inventory.unit add column assigned_user_id uuid, add column reserved_by_org_id uuid;
create index unit_by_agent on inventory.unit (org_id, assigned_user_id) where assigned_user_id is not null;
create index unit_by_reserver on inventory.unit (org_id, reserved_by) where reserved_by is not null;
create index unit_by_buyer on inventory.unit (org_id, buyer_id) where buyer_id is not null;

alter table inventory.unit no force row level security;
alter table inventory.event no force row level security;
update inventory.unit u set reserved_by_org_id = coalesce((
  select (e.data ->> 'actorOrgId')::uuid from inventory.event e
  where e.org_id = u.org_id and e.subject_id = u.id and e.type = 'unit.status_changed'
    and e.data -> 'after' ->> 'status' = 'reserved' and e.actor ->> 'id' = u.reserved_by::text
  order by e.position desc limit 1), u.org_id)
where u.reserved_by is not null;
alter table inventory.unit force row level security;
alter table inventory.event force row level security;
alter table inventory.unit add check ((reserved_by is null) = (reserved_by_org_id is null));

alter table inventory.buyer add column version integer not null default 1, add column agent_since timestamptz, add column agent_left_at timestamptz;
alter table inventory.buyer no force row level security;
update inventory.buyer set agent_since = created_at;
alter table inventory.buyer force row level security;
alter table inventory.buyer alter column agent_since set not null;
create index buyer_by_agent_organisation on inventory.buyer (org_id, agent_org_id, id);
`,
};
