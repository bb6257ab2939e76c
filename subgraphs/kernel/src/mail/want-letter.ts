import type { Transaction } from '../database/subgraph-database.ts';
import { uuidv7 } from '../ids.ts';
import type { WantedLetterName, WantedLetters } from './wanted-letters.ts';

/** Says that the Owner of an Organisation is to get a letter; identity writes it. */
export const LETTER_WANTED = 'letter.wanted';

/**
 * Asks for a letter to whoever owns the Organisation when it is written, in the caller's transaction. `key` names the letter among all of
 * the Organisation: however often it is wanted, it is written once. A closed Organisation gets none, a suspended one those about payment.
 */
export async function wantLetter<Name extends WantedLetterName>(
  tx: Transaction,
  letter: { orgId: string; template: Name; values: WantedLetters[Name]; key: string },
): Promise<void> {
  const { orgId, template, values, key } = letter;
  await tx.emit({
    orgId,
    subjectType: 'letter',
    subjectId: uuidv7(tx.now.getTime()),
    seq: 1,
    type: LETTER_WANTED,
    actor: { kind: 'system' },
    data: { template, key, values },
  });
}
