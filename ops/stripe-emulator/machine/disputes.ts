import type Stripe from 'stripe';
import { invalidRequest, noSuch } from '../api/stripe-error.ts';
import { mergeMetadata } from '../objects/metadata.ts';
import type { Dispute } from '../store/tables.ts';
import { book } from './balance.ts';
import { DAY } from './clock.ts';
import type { World } from './world.ts';

/** What the bank takes for a dispute, in minor units. */
const DISPUTE_FEE = 1_500;
const CLOSED: Dispute['status'][] = ['won', 'lost', 'warning_closed', 'prevented'];

export function findDispute(world: World, id: string): Dispute {
  const dispute = world.store.get('disputes', id);
  if (dispute) return dispute;
  throw noSuch('dispute', id, 'dispute');
}

/** A card holder disputes a charge. An inquiry takes no money yet. */
export function openDispute(
  world: World,
  chargeId: string,
  kind: { reason: string; inquiry?: boolean; amount?: number },
): Dispute {
  const charge = world.store.must('charges', chargeId);
  if (!charge.paid || charge.disputed)
    throw invalidRequest('Only a charge that is paid and not disputed can be disputed.', { param: 'charge' });
  const amount = kind.amount ?? charge.amount - charge.amount_refunded;
  const now = world.timeOf(charge.customer);
  const dispute: Dispute = {
    id: world.newId('du_'),
    object: 'dispute',
    amount,
    balance_transactions: [],
    charge: charge.id,
    created: now,
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: noEvidence(),
    evidence_details: {
      due_by: now + 7 * DAY,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'not_submitted',
    },
    intended_submission_method: null,
    is_charge_refundable: kind.inquiry ?? false,
    livemode: false,
    metadata: {},
    payment_intent: charge.payment_intent,
    payment_method_details: {
      card: {
        brand: 'visa',
        case_type: kind.inquiry ? 'inquiry' : 'chargeback',
        network: 'visa',
        network_reason_code: '83',
      },
      type: 'card',
    },
    reason: kind.reason,
    status: kind.inquiry ? 'warning_needs_response' : 'needs_response',
  };
  world.store.put('disputes', dispute);
  world.store.patch('charges', charge.id, { disputed: true });
  world.emit('charge.dispute.created', dispute, undefined, now);
  if (!kind.inquiry) withdraw(world, dispute.id);
  return findDispute(world, dispute.id);
}

function withdraw(world: World, id: string): void {
  const dispute = findDispute(world, id);
  const at = timeOf(world, dispute);
  const transaction = book(world, {
    amount: -dispute.amount,
    fee: DISPUTE_FEE,
    currency: dispute.currency,
    source: id,
    type: 'adjustment',
    category: 'dispute',
    description: `Chargeback withdrawal for ${dispute.charge}`,
    at,
  });
  const after = world.store.patch('disputes', id, {
    balance_transactions: [...dispute.balance_transactions, transaction as Dispute['balance_transactions'][number]],
  });
  world.emit('charge.dispute.funds_withdrawn', after, undefined, at);
}

/** `POST /v1/disputes/{id}`: evidence. The words of test mode decide it at once: `winning_evidence`, `losing_evidence`, `escalate_inquiry_evidence` [recorded]. */
export function updateDispute(world: World, id: string, params: Stripe.DisputeUpdateParams): Dispute {
  const before = findDispute(world, id);
  if (CLOSED.includes(before.status))
    throw invalidRequest(`This dispute is already closed.`, { code: 'dispute_already_closed' });
  const given = Object.fromEntries(
    Object.entries(params.evidence ?? {}).map(([name, value]) => [name, value === '' ? null : value]),
  );
  const evidence = { ...before.evidence, ...given } as Dispute['evidence'];
  const submits = params.submit ?? true;
  const hasEvidence = Object.entries(evidence).some(([name, value]) => name !== 'enhanced_evidence' && value);
  const isSubmitted = submits && hasEvidence && params.evidence !== undefined;
  const isInquiry = before.status.startsWith('warning_');
  const after = world.store.patch('disputes', id, {
    evidence,
    metadata: mergeMetadata(before.metadata, params.metadata),
    evidence_details: {
      ...before.evidence_details,
      has_evidence: hasEvidence,
      submission_count: before.evidence_details.submission_count + (isSubmitted ? 1 : 0),
      submission_method: isSubmitted ? 'manual' : before.evidence_details.submission_method,
    },
    ...(isSubmitted ? { status: isInquiry ? ('warning_under_review' as const) : ('under_review' as const) } : {}),
  });
  world.emit('charge.dispute.updated', after, { status: before.status }, timeOf(world, after));
  if (!isSubmitted) return after;
  const { uncategorized_text: word } = evidence;
  if (word === 'winning_evidence') closeDispute(world, id, isInquiry ? 'warning_closed' : 'won');
  if (word === 'losing_evidence') closeDispute(world, id, 'lost');
  if (word === 'escalate_inquiry_evidence' && isInquiry) escalate(world, id);
  return findDispute(world, id);
}

function escalate(world: World, id: string): void {
  const after = world.store.patch('disputes', id, { status: 'needs_response', is_charge_refundable: false });
  world.emit('charge.dispute.updated', after, { status: 'warning_under_review' }, timeOf(world, after));
  withdraw(world, id);
}

/** Ends a dispute. Won: the money comes back, and the charge can be refunded again [recorded]. */
export function closeDispute(world: World, id: string, status: 'won' | 'lost' | 'warning_closed'): Dispute {
  const before = findDispute(world, id);
  if (CLOSED.includes(before.status))
    throw invalidRequest('This dispute is already closed.', { code: 'dispute_already_closed' });
  const at = timeOf(world, before);
  if (status === 'lost' && before.status.startsWith('warning_')) withdraw(world, id);
  if (status === 'won') {
    const transaction = book(world, {
      amount: before.amount,
      fee: -DISPUTE_FEE,
      currency: before.currency,
      source: id,
      type: 'adjustment',
      category: 'dispute_reversal',
      description: `Chargeback reversal for ${before.charge}`,
      at,
    });
    world.store.patch('disputes', id, {
      balance_transactions: [...before.balance_transactions, transaction as Dispute['balance_transactions'][number]],
    });
  }
  const after = world.store.patch('disputes', id, { status, is_charge_refundable: status !== 'lost' });
  if (status === 'won') world.emit('charge.dispute.funds_reinstated', after, undefined, at);
  world.emit('charge.dispute.closed', after, undefined, at);
  return after;
}

/** The card's bank warns of fraud: there may be a dispute later. */
export function warnOfFraud(world: World, chargeId: string): void {
  const charge = world.store.must('charges', chargeId);
  const at = world.timeOf(charge.customer);
  const warning = {
    id: world.newId('issfr_'),
    object: 'radar.early_fraud_warning',
    actionable: true,
    charge: charge.id,
    created: at,
    fraud_type: 'made_with_stolen_card',
    livemode: false,
    payment_intent: charge.payment_intent,
  };
  world.emit('radar.early_fraud_warning.created', warning, undefined, at);
}

function timeOf(world: World, dispute: Dispute): number {
  return world.timeOf(world.store.must('charges', dispute.charge).customer);
}

function noEvidence(): Dispute['evidence'] {
  return {
    access_activity_log: null,
    billing_address: null,
    cancellation_policy: null,
    cancellation_policy_disclosure: null,
    cancellation_rebuttal: null,
    customer_communication: null,
    customer_email_address: null,
    customer_name: null,
    customer_purchase_ip: null,
    customer_signature: null,
    duplicate_charge_documentation: null,
    duplicate_charge_explanation: null,
    duplicate_charge_id: null,
    enhanced_evidence: {},
    product_description: null,
    receipt: null,
    refund_policy: null,
    refund_policy_disclosure: null,
    refund_refusal_explanation: null,
    service_date: null,
    service_documentation: null,
    shipping_address: null,
    shipping_carrier: null,
    shipping_date: null,
    shipping_documentation: null,
    shipping_tracking_number: null,
    uncategorized_file: null,
    uncategorized_text: null,
  };
}
