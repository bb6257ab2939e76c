import { noteForOperators } from '../operators/operator-notes.ts';
import type { EffectCall } from '../webhooks/effect-call.ts';

/**
 * Tells the Operators, once a charge, that the card's bank takes it for fraud (BIL-44): whoever refunds it before it is disputed is spared that,
 * and it is theirs to decide. The Organisation's own log says nothing of it, as its people may be the ones who are suspected.
 */
export async function noteFraudWarning({ stripe, db, orgId, event }: EffectCall): Promise<void> {
  const { id: chargeId, amount, currency } = await stripe.client.charges.retrieve(event.chargeId!);
  await db.transaction({ orgId }, (tx) =>
    noteForOperators(tx, {
      orgId,
      key: `fraud_warning:${chargeId}`,
      kind: 'fraud_warning',
      data: { warningId: event.objectId, chargeId, amount, currency },
    }),
  );
}
