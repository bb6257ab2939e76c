import type { Transaction } from '@offplan/kernel/database/subgraph-database';

/** What the ways to sign in need of a person. */
export interface Account {
  id: string;
  name: string;
  email: string;
  locale: string;
  password_hash: string | null;
}

/** The account of an e-mail, however it is written, or of an id. */
export async function findAccount(
  tx: Pick<Transaction, 'query'>,
  by: { email: string } | { id: string },
): Promise<Account | null> {
  const [column, value] = 'id' in by ? ['id', by.id] : ['email', normalEmail(by.email)];
  const [account] = await tx.query<Account>(
    `select id, name, email, locale, password_hash from identity."user" where ${column} = ?`,
    [value],
  );
  return account ?? null;
}

/** An e-mail as it is stored: compared without regard to case (ID-1). */
export function normalEmail(email: string): string {
  return email.trim().toLowerCase();
}
