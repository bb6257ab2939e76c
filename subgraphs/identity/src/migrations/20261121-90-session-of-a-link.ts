import type { SqlMigration } from '@offplan/kernel/database/migration';

/** A way to the provider that shall link an account belongs to the session that began it, and ends with it. */
export const sessionOfALink: SqlMigration = {
  name: '20261121-90-session-of-a-link',
  sql: `
alter table identity.external_sign_in add column session_id uuid references identity.session (id);
`,
};
