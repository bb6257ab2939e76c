import type { Transaction } from '@offplan/kernel/database/subgraph-database';

/** The language of the person with an e-mail, for mails to it; null for an e-mail that nobody here has. */
export async function localeOf(tx: Transaction, email: string): Promise<string | null> {
  const [row] = await tx.query<{ locale: string }>('select locale from identity."user" where email = ?', [email]);
  return row?.locale ?? null;
}
