import type { SqlMigration } from '@offplan/kernel/database/migration';

/** Where the Organisation's days begin and end: what is left of a trial is counted in them. UTC until identity says another. */
export const timeZone: SqlMigration = {
  name: '20261121-221-time-zone',
  sql: `
    alter table billing.billing_account add column time_zone text not null default 'UTC';
  `,
};
