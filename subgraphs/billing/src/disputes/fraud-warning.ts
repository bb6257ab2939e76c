import { closeNotes, noteForOperators } from '../operators/operator-notes.ts';
import type { EffectCall } from '../webhooks/effect-call.ts';

const keyOf = (chargeId: string) => `fraud_warning:${chargeId}`;

/**
 * Tells the Operators, once a charge, that the card's bank takes it for fraud (BIL-44): whoever refunds it before it is disputed is spared that,
 * and it is theirs to decide. The Organisation's own log says nothing of it, as its people may be the ones who are suspected.
 */
export async function noteFraudWarning(call: EffectCall): Promise<void> {
  const { stripe, db, orgId, event } = call;
  const { id: chargeId, amount, currency } = await stripe.client.charges.retrieve(event.chargeId!);
  await db.transaction({ orgId }, (tx) =>
    noteForOperators(tx, {
      orgId,
      key: keyOf(chargeId),
      kind: 'fraud_warning',
      data: { warningId: event.objectId, chargeId, amount, currency },
    }),
  );
  // Asked again: what settles it may have been heard of before there was a note to close.
  await closeFraudWarning(call);
}

/** Closes the note of a charge that was given back whole, or is disputed: the first is what it was for, and the second has a note of its own. */
export async function closeFraudWarning({ stripe, db, orgId, event: { chargeId } }: EffectCall): Promise<void> {
  if (!chargeId) return;
  const open = await db
    .reader({ orgId })
    .execute(`select from billing.operator_note where org_id = ? and key = ? and closed_at is null`, [
      orgId,
      keyOf(chargeId),
    ]);
  if (open.length === 0) return;
  const { refunded, disputed } = await stripe.client.charges.retrieve(chargeId);
  if (refunded || disputed)
    await db.transaction({ orgId }, (tx) => closeNotes(tx, { orgId, keys: [keyOf(chargeId)], by: 'stripe' }));
}
