import type { SubgraphName } from './subgraph-roles.ts';
import { rolesOf } from './subgraph-roles.ts';

/** Functions that policies use. `nullif`: after a transaction the setting is '' and not null; `select` around the call lets it run once a query. */
export function tenantFunctionsSql(subgraph: SubgraphName): string {
  return `
create function ${subgraph}.current_org() returns uuid language sql stable as
  $$ select nullif(current_setting('app.org_id', true), '')::uuid $$;
create function ${subgraph}.current_person() returns uuid language sql stable as
  $$ select nullif(current_setting('app.user_id', true), '')::uuid $$;
create function ${subgraph}.current_projects() returns uuid[] language sql stable as
  $$ select nullif(current_setting('app.project_ids', true), '')::uuid[] $$;`;
}

/** Row-level security of a tenant table: forced, one policy for the tenant's rows, grants without TRUNCATE. */
export function tenantTableSql(
  subgraph: SubgraphName,
  table: string,
  grants = 'select, insert, update, delete',
): string {
  const { app } = rolesOf(subgraph);
  const name = `${subgraph}.${table}`;
  return `
alter table ${name} enable row level security;
alter table ${name} force row level security;
create policy tenant on ${name} using (org_id = (select ${subgraph}.current_org())) with check (org_id = (select ${subgraph}.current_org()));
grant ${grants} on ${name} to ${app};`;
}

/**
 * Keeps a guest inside the projects of its grants, in the database too: beside the tenant's policy a row must lie in one of
 * `app.project_ids`, when that is set (architecture, rule 2).
 */
export function guestScopeSql(subgraph: SubgraphName, table: string, projectColumn: string): string {
  return `
create policy guest_scope on ${subgraph}.${table} as restrictive
  using ((select ${subgraph}.current_projects()) is null or ${projectColumn} = any ((select ${subgraph}.current_projects())::uuid[]));`;
}
