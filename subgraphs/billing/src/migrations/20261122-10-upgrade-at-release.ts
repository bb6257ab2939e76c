import type { SqlMigration } from '@offplan/kernel/database/migration';

/** An upgrade that waits for the end of a suspension: nobody knows its day yet, and what it may cost at most is kept (BIL-46). */
export const upgradeAtRelease: SqlMigration = {
  name: '20261122-10-upgrade-at-release',
  sql: `
    alter table billing.plan_change add column due_at_most integer,
      alter column takes_effect_at drop not null,
      drop constraint plan_change_kind_check,
      add constraint plan_change_kind_check check (kind in ('upgrade', 'downgrade', 'at_trial_end', 'at_release')),
      add constraint plan_change_at_release check ((kind = 'at_release') = (due_at_most is not null)),
      add constraint plan_change_has_day check (kind = 'at_release' or takes_effect_at is not null);
  `,
};
