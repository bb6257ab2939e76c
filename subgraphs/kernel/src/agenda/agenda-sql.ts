import { rolesOf, type SubgraphName } from '../database/subgraph-roles.ts';

/**
 * The agenda of a subgraph: what is to be done at which time by the product's clock. It belongs to no tenant, since whoever asks what is due
 * asks for all of them; it holds ids and times only, and what is done is done within the tenant of the row.
 */
export function agendaSql(subgraph: SubgraphName): string {
  return `
create table ${subgraph}.agenda (
  org_id uuid not null,
  key text not null,
  task text not null,
  -- In milliseconds, as all times of the product are: it is found again by its time.
  due_at timestamptz(3) not null,
  payload jsonb not null,
  attempts integer not null default 0,
  -- When it is tried next; later than due_at after a failure.
  not_before timestamptz(3) not null,
  primary key (org_id, key)
);
create index agenda_due on ${subgraph}.agenda (not_before);
grant select, insert, update, delete on ${subgraph}.agenda to ${rolesOf(subgraph).app};`;
}
