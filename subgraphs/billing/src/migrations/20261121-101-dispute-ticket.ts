import type { SqlMigration } from '@offplan/kernel/database/migration';

/** Of which asking of Stripe a dispute's state is: an older answer that comes later changes nothing. */
export const disputeTicket: SqlMigration = {
  name: '20261121-101-dispute-ticket',
  sql: `alter table billing.dispute add column ticket bigint not null default 0;`,
};
