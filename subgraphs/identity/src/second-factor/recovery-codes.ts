import { randomInt } from 'node:crypto';
import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { hashRecoveryCode } from './secrets.ts';

const CODES = 10;
/** Crockford's Base32: no letter looks like a digit. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** Makes ten new codes in place of whatever there was. They are returned to be shown this once: `7k2mw-x9q4d`. */
export async function replaceRecoveryCodes(
  context: RequestContext,
  tx: Transaction,
  userId: string,
): Promise<string[]> {
  await forgetRecoveryCodes(tx, userId);
  const codes = Array.from({ length: CODES }, newCode);
  for (const code of codes)
    await tx.query('insert into identity.recovery_code (user_id, code_hash) values (?, ?)', [
      userId,
      hashRecoveryCode(context, userId, normalCode(code)),
    ]);
  return codes;
}

export async function forgetRecoveryCodes(tx: Transaction, userId: string): Promise<void> {
  await tx.query('delete from identity.recovery_code where user_id = ?', [userId]);
}

/** Uses a code up (ID-6). False when it is none of the person's, or was used. */
export async function useRecoveryCode(
  context: RequestContext,
  tx: Transaction,
  userId: string,
  code: string,
): Promise<boolean> {
  const rows = await tx.query(
    'update identity.recovery_code set used_at = ? where user_id = ? and code_hash = ? and used_at is null returning user_id',
    [tx.now, userId, hashRecoveryCode(context, userId, normalCode(code))],
  );
  return rows.length > 0;
}

function newCode(): string {
  const letters = Array.from({ length: 10 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return `${letters.slice(0, 5)}-${letters.slice(5)}`;
}

/** A code as it may be typed: any case, any or no dashes and spaces, and the letters that it does not have for the digits they look like. */
function normalCode(code: string): string {
  return code.toLowerCase().replaceAll(/[\s-]/g, '').replaceAll('o', '0').replaceAll(/[il]/g, '1');
}
