import type { SqlMigration } from '@offplan/kernel/database/migration';
import { PLATFORM_ORG_ID } from '@offplan/kernel/ids';

/**
 * Lets the service follow what a person is called in all teams at once: only in the Platform's scope, where the events about a person
 * are, and only the rows of the person that it acts for.
 */
export const names: SqlMigration = {
  name: '20261121-31-names',
  sql: `
create policy person on inventory.member
  using ((select inventory.current_org()) = '${PLATFORM_ORG_ID}' and user_id = (select inventory.current_person()));
`,
};
