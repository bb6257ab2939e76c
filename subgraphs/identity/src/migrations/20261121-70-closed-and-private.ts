import type { SqlMigration } from '@offplan/kernel/database/migration';
import { privateRecipientSql } from '@offplan/kernel/mail/mail-sql';

/** What a closed Organisation comes back as, and mails and offers whose receiver the Organisation that writes must not learn. */
export const closedAndPrivate: SqlMigration = {
  name: '20261121-70-closed-and-private',
  sql: `
-- Closing is no way out of a suspension: what the Organisation was, it is again when it is brought back (ID-26, ID-27).
alter table identity.organisation
  add column status_before_closing text check (status_before_closing in ('active', 'suspended', 'free_guest_archived'));
-- As the owner, whom the policies bind as well: those that are closed already are of all tenants.
alter table identity.organisation no force row level security;
alter table identity.event no force row level security;
update identity.organisation o set status_before_closing = coalesce((
  select e.data -> 'before' ->> 'status' from identity.event e
  where e.org_id = o.id and e.type = 'organisation.status_changed' and e.data -> 'after' ->> 'status' = 'deleting'
  order by e.position desc limit 1), 'active')
where o.status = 'deleting';
alter table identity.event force row level security;
alter table identity.organisation force row level security;

${privateRecipientSql('identity')}

-- An offer by an Organisation's address is that Organisation's, whoever owns it: it neither replaces one by e-mail nor is replaced by one.
drop index identity.guest_grant_pending;
create unique index guest_grant_pending on identity.guest_grant (org_id, project_id, email)
  where status = 'pending' and invited_org_id is null;
create unique index guest_grant_pending_by_slug on identity.guest_grant (org_id, project_id, invited_org_id)
  where status = 'pending' and invited_org_id is not null;
`,
};
