import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type Stripe from 'stripe';
import { closeNotes, type NoteKind, noteForOperators } from '../operators/operator-notes.ts';
import { dateOf } from '../stripe/stripe-values.ts';

type DisputeNote = Extract<NoteKind, 'inquiry_opened' | 'dispute_opened' | 'dispute_lost'>;
/** In the order in which a dispute goes through them. */
const KINDS: readonly DisputeNote[] = ['inquiry_opened', 'dispute_opened', 'dispute_lost'];

/** What the Operators are to look at, by how a dispute stands; null where it is over without them. */
function dueFor({ status }: Stripe.Dispute): DisputeNote | null {
  if (status === 'lost') return 'dispute_lost';
  if (status === 'won' || status === 'warning_closed' || status === 'prevented') return null;
  return status.startsWith('warning_') ? 'inquiry_opened' : 'dispute_opened';
}

const keyOf = (kind: DisputeNote, disputeId: string) => `${kind}:${disputeId}`;

/**
 * Tells the Operators of a dispute, an inquiry or a loss that is to be settled, each once (BIL-42, BIL-46). A note that the dispute has gone past
 * closes by itself: nothing is to be done about it any more. That of a loss stays while it is appealed against.
 */
export async function noteDispute(tx: Transaction, orgId: string, dispute: Stripe.Dispute): Promise<void> {
  const due = dueFor(dispute);
  const { id: disputeId, reason, amount, currency, evidence_details: evidence } = dispute;
  if (due)
    await noteForOperators(tx, {
      orgId,
      key: keyOf(due, disputeId),
      kind: due,
      data: {
        disputeId,
        reason,
        amount,
        currency,
        evidenceDueAt: evidence.due_by ? dateOf(evidence.due_by).toISOString() : null,
      },
    });
  const past = due ? KINDS.slice(0, KINDS.indexOf(due)) : KINDS;
  await closeNotes(tx, { orgId, keys: past.map((kind) => keyOf(kind, disputeId)), by: 'stripe' });
}

/** Closes the note of a loss that an Operator has recorded the outcome of (BIL-45). */
export async function closeNoteOfLoss(
  tx: Transaction,
  { orgId, disputeId, by }: { orgId: string; disputeId: string; by: string },
): Promise<void> {
  await closeNotes(tx, { orgId, keys: [keyOf('dispute_lost', disputeId)], by });
}
