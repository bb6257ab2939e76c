import type { SqlMigration } from '@offplan/kernel/database/migration';
import { erasureSql } from '@offplan/kernel/events/erase-personal';

/** Erasing a person's fields from the events of this subgraph (ID-71, ID-72). */
export const erasure: SqlMigration = {
  name: '20261121-41-erasure',
  sql: erasureSql('inventory'),
};
