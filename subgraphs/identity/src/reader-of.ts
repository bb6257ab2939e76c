import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';

/** The request's reader, for what may as well read inside a transaction. */
export function readerOf(context: RequestContext): Pick<Transaction, 'query'> {
  return {
    query: async <Row extends object>(sql: string, parameters: readonly unknown[] = []) =>
      (await context.em.execute(sql, [...parameters])) as unknown as Row[],
  };
}
