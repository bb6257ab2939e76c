import type { SqlMigration } from '@offplan/kernel/database/migration';

/** A Google account is linked when the sign-in that it belongs to is whole, and by itself only where Google knows whose the e-mail is. */
export const linkingGoogle: SqlMigration = {
  name: '20261121-80-linking-google',
  sql: `
-- What to link once the second factor is there: issuer, subject and e-mail.
alter table identity.half_sign_in add column link jsonb;

-- Whether the provider itself gives out the address.
alter table identity.external_proof add column is_authoritative boolean not null default false;
`,
};
