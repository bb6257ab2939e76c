import type { SqlMigration } from '@offplan/kernel/database/migration';

/** What a closed Organisation comes back as, and mails whose receiver the Organisation that writes must not learn. */
export const closedAndPrivate: SqlMigration = {
  name: '20261121-70-closed-and-private',
  sql: `
-- Closing is no way out of a suspension: what the Organisation was, it is again when it is brought back (ID-26, ID-27).
alter table identity.organisation
  add column status_before_closing text check (status_before_closing in ('active', 'suspended', 'free_guest_archived'));
alter table identity.mail add column if not exists is_recipient_private boolean not null default false;
`,
};
