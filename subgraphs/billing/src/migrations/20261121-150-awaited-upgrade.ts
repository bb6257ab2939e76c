import type { SqlMigration } from '@offplan/kernel/database/migration';

/** An upgrade that waits for the bank: whether the bank has said no, and whether the person takes it back. */
export const awaitedUpgrade: SqlMigration = {
  name: '20261121-150-awaited-upgrade',
  sql: `
    alter table billing.plan_change add column is_refused boolean not null default false,
      drop constraint plan_change_state_check,
      add constraint plan_change_state_check check (state in ('previewed', 'confirmed', 'awaiting_payment', 'done', 'failed', 'withdrawn'));
  `,
};
