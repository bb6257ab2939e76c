import type { SqlMigration } from '@offplan/kernel/database/migration';

/** An e-mail starts one trial (BIL-15), whoever has it: a person with another e-mail by now leaves none to the next account with the old one. */
export const trialOfAnEmail: SqlMigration = {
  name: '20261121-91-trial-of-an-email',
  sql: `
create table identity.trial_email (
  email_hash bytea primary key check (length(email_hash) = 32),
  started_at timestamptz not null
);
grant select, insert on identity.trial_email to identity_app;
`,
};
