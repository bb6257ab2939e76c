import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { Seal } from '@offplan/kernel/seal';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { optionsOf } from '../options.ts';
import type { EnrolledPerson } from './enrol-person.ts';

/**
 * Which way a person's new Organisation goes: with a trial where neither the person nor its e-mail has started one yet, which is noted with
 * both; else as a Free Guest, whose way on is a plan (BIL-15). Of the e-mail a keyed hash is kept: it outlives the account that had it.
 */
export async function takeTrial(
  context: RequestContext,
  tx: Transaction,
  { id, email }: EnrolledPerson,
): Promise<'trial' | 'free_guest'> {
  const started = await tx.query(
    `insert into identity.trial_email (email_hash, started_at)
     select ?, ? from identity."user" where id = ? and trial_started_at is null on conflict do nothing returning started_at`,
    [new Seal(optionsOf(context).signInSealKey, 'e-mail of a trial').hash(email), tx.now, id],
  );
  if (started.length === 0) return 'free_guest';
  await tx.query('update identity."user" set trial_started_at = ? where id = ?', [tx.now, id]);
  return 'trial';
}
