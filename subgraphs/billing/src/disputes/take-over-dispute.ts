import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { wantLetter } from '@offplan/kernel/mail/want-letter';
import type Stripe from 'stripe';
import { inAccount, tell } from '../accounts/in-account.ts';
import { type BookCall, book } from '../revenue/book-revenue.ts';
import { dateOf, idOf } from '../stripe/stripe-values.ts';
import { takeTicket } from '../subscriptions/take-ticket.ts';
import { noteDispute } from './note-dispute.ts';
import { setSuspensionCause } from './suspension-causes.ts';

/**
 * Takes over how a dispute stands. One that is open, and one that was lost, suspends the workspace; one that was won releases it (BIL-42). An
 * inquiry takes no money yet: it is a case and suspends nobody (BIL-46). The Operators hear of each.
 */
export async function takeOverDispute(call: BookCall, id: string): Promise<void> {
  const ticket = await takeTicket(call.db);
  const dispute = await call.stripe.client.disputes.retrieve(id);
  const charge = idOf(dispute.charge)!;
  await inAccount(call, async (tx, account) => {
    const [before] = await tx.query<{ status: string; settlement: string | null; ticket: string }>(
      'select status, settlement, ticket from billing.dispute where org_id = ? and id = ?',
      [call.orgId, dispute.id],
    );
    if (before && (before.status === dispute.status || BigInt(before.ticket) > ticket)) return;
    await tx.query(
      `insert into billing.dispute (org_id, id, charge_id, status, reason, amount, currency, created_at, evidence_due_at, updated_at, ticket)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       on conflict (org_id, id) do update set status = excluded.status, evidence_due_at = excluded.evidence_due_at, updated_at = excluded.updated_at,
         ticket = excluded.ticket`,
      [
        call.orgId,
        dispute.id,
        charge,
        dispute.status,
        dispute.reason,
        dispute.amount,
        dispute.currency,
        dateOf(dispute.created),
        dispute.evidence_details.due_by ? dateOf(dispute.evidence_details.due_by) : null,
        tx.now,
        ticket,
      ],
    );
    await tell(tx, account, call.actor, before ? 'dispute.changed' : 'dispute.opened', {
      disputeId: dispute.id,
      reason: dispute.reason,
      amount: dispute.amount,
      currency: dispute.currency,
      before: before ? { status: before.status } : undefined,
      after: { status: dispute.status },
    });
    await setSuspensionCause(tx, account, {
      cause: dispute.id,
      isOn: suspends(dispute) && before?.settlement !== 'settled',
      actor: call.actor,
    });
    await noteDispute(tx, call.orgId, dispute);
    if (!before)
      await wantLetter(tx, {
        orgId: call.orgId,
        template: suspends(dispute) ? 'workspace_suspended_by_dispute' : 'dispute_opened',
        key: `dispute:${dispute.id}`,
        values: {
          amount: { amountMinor: dispute.amount, currency: dispute.currency.toUpperCase() },
          openedAt: dateOf(dispute.created).toISOString(),
        },
      });
    const booking = { sourceId: dispute.id, currency: dispute.currency };
    if (dispute.status === 'lost')
      await book(tx, call.orgId, {
        ...booking,
        kind: 'dispute_lost',
        amount: -dispute.amount,
        occurredAt: withdrawnAt(dispute),
      });
    // Lost, and won on appeal.
    if (dispute.status === 'won' && (await isBookedLost(tx, call.orgId, dispute.id)))
      await book(tx, call.orgId, { ...booking, kind: 'dispute_won_back', amount: dispute.amount, occurredAt: tx.now });
  });
}

/** An inquiry (`warning_…`) and what never became a dispute suspend nobody; a lost one does until it is settled (BIL-45). */
const suspends = ({ status }: Stripe.Dispute) =>
  !status.startsWith('warning_') && status !== 'won' && status !== 'prevented';

async function isBookedLost(tx: Transaction, orgId: string, disputeId: string): Promise<boolean> {
  const rows = await tx.query(
    `select from billing.revenue where org_id = ? and source_id = ? and kind = 'dispute_lost'`,
    [orgId, disputeId],
  );
  return rows.length > 0;
}

/** When the money went: Stripe takes it while the dispute runs, and whenever its end is heard of, that is when it moved (BIL-40). */
function withdrawnAt({ balance_transactions, created }: Stripe.Dispute): Date {
  const withdrawals = balance_transactions.filter(({ amount }) => amount < 0).map((one) => one.created);
  return dateOf(withdrawals.length > 0 ? Math.max(...withdrawals) : created);
}
