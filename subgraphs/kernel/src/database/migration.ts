import { Migration } from '@mikro-orm/migrations';

/** A step of a subgraph's schema: its name decides the order, its SQL runs in one transaction as the schema's owner. */
export interface SqlMigration {
  name: string;
  sql: string;
}

/** Wraps SQL as the class that the migrator wants. Forward only: a step that has run is never edited. */
export function toMigrationClass({ name, sql }: SqlMigration): {
  name: string;
  class: new (...parameters: ConstructorParameters<typeof Migration>) => Migration;
} {
  return {
    name,
    class: class extends Migration {
      override up(): void {
        this.addSql(sql);
      }
    },
  };
}
