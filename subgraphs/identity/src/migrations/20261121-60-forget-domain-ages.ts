import type { SqlMigration } from '@offplan/kernel/database/migration';

/** What registries said of a domain is forgotten when it is asked for anew anyway: a domain may be a person's name. */
export const forgetDomainAges: SqlMigration = {
  name: '20261121-60-forget-domain-ages',
  sql: `
grant delete on identity.domain_age to identity_app;
create index domain_age_by_age on identity.domain_age (asked_at);
`,
};
