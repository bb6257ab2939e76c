import type { SqlMigration } from '@offplan/kernel/database/migration';

/** Since when somebody knows that a confirmed change of plan waits for Stripe to answer (BIL-33). */
export const notedSince: SqlMigration = {
  name: '20261121-224-noted-change',
  sql: `
    alter table billing.plan_change add column noted_at timestamptz;
  `,
};
