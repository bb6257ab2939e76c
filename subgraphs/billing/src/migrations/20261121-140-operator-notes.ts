import type { SqlMigration } from '@offplan/kernel/database/migration';

/** What an Operator has to look at, of whichever Organisation: ids and amounts, nobody's data. */
export const operatorNotes: SqlMigration = {
  name: '20261121-140-operator-notes',
  sql: `
create table billing.operator_note (
  org_id uuid not null,
  -- Names it among the notes of its Organisation: what happens twice is noted once.
  key text not null,
  kind text not null,
  data jsonb not null,
  noted_at timestamptz not null,
  closed_at timestamptz,
  closed_by text,
  primary key (org_id, key)
);
create index operator_note_open on billing.operator_note (noted_at) where closed_at is null;
grant select, insert, update on billing.operator_note to billing_app;
`,
};
