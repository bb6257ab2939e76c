import type { SqlMigration } from '@offplan/kernel/database/migration';
import { guestScopeSql, tenantFunctionsSql, tenantTableSql } from '@offplan/kernel/database/tenant-sql';
import { entitlementMirrorSql } from '@offplan/kernel/entitlements/entitlement-mirror-sql';
import { spineSql } from '@offplan/kernel/events/spine-sql';

const tenant = (table: string) => tenantTableSql('inventory', table);

/** Projects, buildings, floors, units, buyers, the guests' mirror, and the answers to flips. */
export const stock: SqlMigration = {
  name: '20261121-1-stock',
  sql: `
${tenantFunctionsSql('inventory')}
${spineSql('inventory')}
${entitlementMirrorSql('inventory')}

create table inventory.project (
  org_id uuid not null,
  id uuid not null,
  slug text not null,
  name text not null,
  address text,
  developer_name text,
  completion text,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  state text not null default 'draft' check (state in ('draft', 'published', 'unpublished')),
  allocation_mode text not null default 'closed' check (allocation_mode in ('closed', 'open')),
  version integer not null default 1,
  created_at timestamptz not null,
  primary key (org_id, id),
  unique (org_id, slug)
);
${tenant('project')}
${guestScopeSql('inventory', 'project', 'id')}

create table inventory.building (
  org_id uuid not null,
  id uuid not null,
  project_id uuid not null,
  name text not null,
  ordinal integer not null,
  primary key (org_id, id),
  unique (org_id, project_id, name),
  foreign key (org_id, project_id) references inventory.project (org_id, id)
);
${tenant('building')}
${guestScopeSql('inventory', 'building', 'project_id')}

create table inventory.floor (
  org_id uuid not null,
  id uuid not null,
  project_id uuid not null,
  building_id uuid not null,
  label text not null,
  level integer not null,
  primary key (org_id, id),
  unique (org_id, building_id, label),
  foreign key (org_id, project_id) references inventory.project (org_id, id),
  foreign key (org_id, building_id) references inventory.building (org_id, id)
);
${tenant('floor')}
${guestScopeSql('inventory', 'floor', 'project_id')}

create table inventory.buyer (
  org_id uuid not null,
  id uuid not null,
  project_id uuid not null,
  name text not null,
  contact text not null,
  agent_user_id uuid not null,
  agent_org_id uuid not null,
  created_at timestamptz not null,
  primary key (org_id, id),
  foreign key (org_id, project_id) references inventory.project (org_id, id)
);
create index buyer_by_agent on inventory.buyer (org_id, agent_user_id, id);
create index buyer_by_name on inventory.buyer (org_id, lower(name));
${tenant('buyer')}
${guestScopeSql('inventory', 'buyer', 'project_id')}

create table inventory.unit (
  org_id uuid not null,
  id uuid not null,
  project_id uuid not null,
  building_id uuid not null,
  floor_id uuid not null,
  number text not null,
  stack text,
  kind text not null check (kind in ('apartment', 'villa', 'office', 'shop', 'parking', 'storage')),
  phase text,
  bedrooms double precision,
  bathrooms double precision,
  area_total double precision check (area_total >= 0),
  area_inner double precision check (area_inner >= 0),
  area_balcony double precision check (area_balcony >= 0),
  view text,
  orientation text,
  price_minor bigint check (price_minor >= 0),
  currency text not null,
  is_price_hidden boolean not null default false,
  payment_plan text,
  tags text[] not null default '{}',
  external_id text,
  parent_unit_id uuid,
  is_released boolean not null default true,
  version integer not null default 1,
  status text not null default 'available' check (status in ('available', 'reserved', 'sold')),
  availability_version integer not null default 1,
  status_changed_at timestamptz not null,
  status_changed_by uuid,
  status_changed_by_name text,
  status_changed_by_org_id uuid,
  status_changed_by_org_name text,
  status_before text,
  reserved_by uuid,
  channel text,
  buyer_id uuid,
  note text,
  last_flip_event_id uuid,
  assigned_org_id uuid,
  created_at timestamptz not null,
  primary key (org_id, id),
  unique (org_id, building_id, number),
  foreign key (org_id, project_id) references inventory.project (org_id, id),
  foreign key (org_id, building_id) references inventory.building (org_id, id),
  foreign key (org_id, floor_id) references inventory.floor (org_id, id),
  foreign key (org_id, buyer_id) references inventory.buyer (org_id, id),
  foreign key (org_id, parent_unit_id) references inventory.unit (org_id, id)
);
create index unit_by_project on inventory.unit (org_id, project_id, id);
create index unit_by_building on inventory.unit (org_id, building_id);
create index unit_by_assignee on inventory.unit (org_id, project_id, assigned_org_id) where assigned_org_id is not null;
create unique index unit_by_external_id on inventory.unit (org_id, project_id, external_id) where external_id is not null;
${tenant('unit')}
${guestScopeSql('inventory', 'unit', 'project_id')}

create table inventory.guest (
  org_id uuid not null,
  project_id uuid not null,
  guest_org_id uuid not null,
  name text not null,
  slug text not null,
  capabilities text[] not null,
  is_active boolean not null,
  primary key (org_id, project_id, guest_org_id)
);
${tenant('guest')}
${guestScopeSql('inventory', 'guest', 'project_id')}

create table inventory.flip_answer (
  org_id uuid not null,
  user_id uuid not null,
  key text not null,
  input_hash text not null,
  event_id uuid not null,
  created_at timestamptz not null,
  primary key (org_id, user_id, key)
);
create index flip_answer_by_age on inventory.flip_answer (created_at);
${tenant('flip_answer')}
`,
};
