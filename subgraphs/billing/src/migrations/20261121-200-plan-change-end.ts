import type { SqlMigration } from '@offplan/kernel/database/migration';

/** A confirmed change of plan: whether Stripe was told of it, and why it came to nothing. */
export const planChangeEnd: SqlMigration = {
  name: '20261121-200-plan-change-end',
  sql: `
    alter table billing.plan_change add column begun_at timestamptz,
      add column failure text check (failure in ('declined', 'refused', 'overtaken'));
  `,
};
