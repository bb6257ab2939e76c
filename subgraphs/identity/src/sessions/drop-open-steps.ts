import type { Transaction } from '@offplan/kernel/database/subgraph-database';

/**
 * Ends whatever was begun in a person's name and could still be finished without a session: half-done sign-ins, links for another password
 * or e-mail, ways to link a Google account. Whoever knew the password before may have begun them.
 */
export async function dropOpenSteps(tx: Transaction, userId: string): Promise<void> {
  for (const table of ['half_sign_in', 'password_reset', 'email_change', 'external_sign_in'])
    await tx.query(`delete from identity.${table} where user_id = ?`, [userId]);
}
