import type { SqlMigration } from '@offplan/kernel/database/migration';

/** Where an Organisation stands: what its money means depends on it. */
export const organisationStatus: SqlMigration = {
  name: '20261121-144-organisation-status',
  sql: `alter table billing.billing_account
    add column organisation_status text not null default 'active',
    add column organisation_status_since timestamptz;`,
};
