import type { SqlMigration } from '@offplan/kernel/database/migration';
import { planHoldsSql } from '@offplan/kernel/entitlements/entitlement-mirror-sql';

/**
 * The order in which a plan holds projects and units (BIL-23). It is stored because a guest, who sees its own projects alone, must be told
 * too whether one is within its host's plan, and because a flip must not count.
 */
export const whatStays: SqlMigration = {
  name: '20261121-130-what-stays',
  sql: `
${planHoldsSql('inventory')}

alter table inventory.project no force row level security;
alter table inventory.unit no force row level security;
alter table inventory.project add column place integer;
update inventory.project p set place = r.place
from (select org_id, id, row_number() over (partition by org_id order by created_at, id) as place from inventory.project) r
where r.org_id = p.org_id and r.id = p.id;
alter table inventory.project alter column place set not null, add unique (org_id, place) deferrable;

alter table inventory.unit add column ordinal integer;
update inventory.unit u set ordinal = r.ordinal
from (select org_id, id, row_number() over (partition by org_id, project_id order by created_at, id) as ordinal from inventory.unit) r
where r.org_id = u.org_id and r.id = u.id;
alter table inventory.unit alter column ordinal set not null, add unique (org_id, project_id, ordinal);
alter table inventory.project force row level security;
alter table inventory.unit force row level security;`,
};
