import type { SqlMigration } from '@offplan/kernel/database/migration';
import { mailSql } from '@offplan/kernel/mail/mail-sql';

/** Mails on their way (GRO-10). */
export const mail: SqlMigration = {
  name: '20261121-10-mail',
  sql: mailSql('identity'),
};
