import type { SqlMigration } from '@offplan/kernel/database/migration';

/**
 * Lets the service remove answers to flips whose time is over, of all tenants at once: only outside any tenant, and only such (INV-34).
 * They name no person but by id, and nothing of the flip.
 */
export const oldAnswers: SqlMigration = {
  name: '20261121-3-old-answers',
  sql: `
create policy over on inventory.flip_answer
  using ((select inventory.current_org()) is null and created_at < now() - interval '24 hours') with check (false);
`,
};
