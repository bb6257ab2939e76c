import { rolesOf, type SubgraphName } from '../database/subgraph-roles.ts';
import { tenantTableSql } from '../database/tenant-sql.ts';

/**
 * The tables of a subgraph that sends mail. `mail` is an outbox of its own: a row is written in the transaction of its cause, and the
 * sender, which has a role for this alone, brings it on its way. The service may add mails and ask how they fare; it reads neither
 * addresses nor what they say. `mail_suppression` names no address, only keyed hashes.
 */
export function mailSql(subgraph: SubgraphName): string {
  const { mailer } = rolesOf(subgraph);
  return `
create table ${subgraph}.mail (
  org_id uuid not null,
  id uuid not null,
  about uuid,
  template text not null,
  locale text not null check (locale in ('en', 'ru', 'ar')),
  recipient text not null,
  user_id uuid,
  sealed bytea,
  state text not null default 'queued' check (state in ('queued', 'sent', 'failed', 'bounced', 'suppressed')),
  attempts integer not null default 0,
  next_attempt_at timestamptz,
  last_error text,
  message_id text,
  created_at timestamptz not null,
  finished_at timestamptz,
  primary key (org_id, id),
  -- What a mail says is kept for no longer than it is needed: only while there is still an attempt to make.
  check ((state = 'queued') = (sealed is not null and next_attempt_at is not null and finished_at is null))
);
create index mail_queued on ${subgraph}.mail (id) include (next_attempt_at) where state = 'queued';
create index mail_about on ${subgraph}.mail (org_id, about, id desc) where about is not null;
create index mail_finished on ${subgraph}.mail (finished_at) where state <> 'queued';
${tenantTableSql(subgraph, 'mail', 'select (org_id, id, about, state, created_at), insert')}
create policy guest_scope on ${subgraph}.mail as restrictive for select using ((select ${subgraph}.current_projects()) is null);
create policy mailer on ${subgraph}.mail to ${mailer} using (true) with check (true);
grant select, update, delete on ${subgraph}.mail to ${mailer};

create table ${subgraph}.mail_suppression (
  address_hash bytea primary key,
  since timestamptz not null,
  until timestamptz not null,
  last_tried_at timestamptz not null
);
grant select, insert, update, delete on ${subgraph}.mail_suppression to ${mailer};

-- The sender says what became of a mail as everything else that happens is said: by an event.
create policy mailer on ${subgraph}.event for insert to ${mailer} with check (subject_type = 'mail');
grant insert on ${subgraph}.event to ${mailer};
grant insert on ${subgraph}.outbox to ${mailer};`;
}

/** What came to `mailSql` later: mails whose receiver the Organisation that writes must not learn. A subgraph that begins to send mails takes both. */
export function privateRecipientSql(subgraph: SubgraphName): string {
  return `alter table ${subgraph}.mail add column is_recipient_private boolean not null default false;`;
}
