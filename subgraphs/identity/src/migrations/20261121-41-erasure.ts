import type { SqlMigration } from '@offplan/kernel/database/migration';
import { erasureSql } from '@offplan/kernel/events/erase-personal';

/** Erasing a person's fields from the events of this subgraph (ID-71, ID-72). */
export const erasure: SqlMigration = {
  name: '20261121-41-erasure',
  sql: `${erasureSql('identity')}
-- With them goes what is kept of mails to the person, once they were sent.
create function identity.erase_mails(person uuid, erasure uuid) returns bigint
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  gone bigint;
begin
  if not exists (select from identity.consumed_event where consumer = 'mail_erasure' and event_id = erasure) then
    raise exception 'Nobody has ordered this erasure (ID-72)';
  end if;
  delete from identity.mail where user_id = person and state <> 'queued';
  get diagnostics gone = row_count;
  return gone;
end $$;
revoke all on function identity.erase_mails(uuid, uuid) from public;
grant execute on function identity.erase_mails(uuid, uuid) to identity_app;
`,
};
