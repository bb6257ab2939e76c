import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { takePlaces } from '../sessions/throttle.ts';
import { TooManyInvitations } from './member-results.ts';

const DAY_SECONDS = 86_400;
/** Invitations that one Organisation mails to one address, and to all together, within a day. */
const MOST_TO_ONE = 5;
const MOST_TO_ALL = 200;

/** Counts a mail that somebody outside will get; an answer when there were too many: inviting and revoking must not fill a stranger's mailbox. */
export async function countInvitationMail(
  tx: Transaction,
  orgId: string,
  invitee: string,
): Promise<TooManyInvitations | null> {
  const taken = await takePlaces(tx, [
    { kind: 'invitation_to_one', key: `${orgId} ${invitee}`, limit: MOST_TO_ONE, seconds: DAY_SECONDS },
    { kind: 'invitation_to_all', key: orgId, limit: MOST_TO_ALL, seconds: DAY_SECONDS },
  ]);
  return 'ids' in taken ? null : new TooManyInvitations();
}
