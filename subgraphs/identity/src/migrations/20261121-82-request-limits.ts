import type { SqlMigration } from '@offplan/kernel/database/migration';

/**
 * How often somebody did something within a window of time, as one number: for limits that are too high, or callers too many, for a row
 * each. Unlogged: after a crash everybody has all places again.
 */
export const requestLimits: SqlMigration = {
  name: '20261121-82-request-limits',
  sql: `
create unlogged table identity.window_count (
  key bytea primary key,
  count bigint not null,
  expires_at timestamptz not null
);
create index window_count_by_end on identity.window_count (expires_at);
grant select, insert, update, delete on identity.window_count to identity_app;
`,
};
