import type { SqlMigration } from '@offplan/kernel/database/migration';

/** When an event of Stripe's was last parked; and a note may be about no Organisation that is known, as such an event may be. */
export const parkedEvents: SqlMigration = {
  name: '20261121-241-parked-events',
  sql: `
    alter table billing.stripe_event add column parked_at timestamptz;
    alter table billing.operator_note drop constraint operator_note_pkey;
    alter table billing.operator_note alter column org_id drop not null;
    alter table billing.operator_note add constraint operator_note_name unique nulls not distinct (org_id, key);
  `,
};
