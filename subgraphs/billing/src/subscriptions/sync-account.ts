import type { SubgraphDatabase, Transaction } from '@offplan/kernel/database/subgraph-database';
import type { Actor } from '@offplan/kernel/events/event';
import type { BillingAccount } from '../accounts/billing-account.ts';
import { tell } from '../accounts/in-account.ts';
import { lockAccount } from '../accounts/lock-account.ts';
import type { BillingOptions } from '../billing-options.ts';
import { planCardReview } from '../cards/review-card.ts';
import { forgetCustomer } from '../customers/forget-customer.ts';
import { knownCustomer } from '../customers/known-customer.ts';
import { isChargedWrongly, isSuspendedByDispute, wantCollectionPaused } from '../disputes/collection-pause.ts';
import { setSuspensionCause } from '../disputes/suspension-causes.ts';
import { publishEntitlements } from '../entitlements/publish-entitlements.ts';
import { hasEnded } from '../plans/plan-standing.ts';
import { isSince } from '../stripe/stripe-values.ts';
import { noteUntaxed } from '../tax/missing-tax.ts';
import { moveTrialEnd } from '../trials/move-trial-end.ts';
import { once } from '../webhooks/once.ts';
import { fetchCustomer, type ToldCustomer, type ToldSubscription } from './fetch-customer.ts';
import { hastenNoted } from './noted-change.ts';
import { queueReturnLate } from './return-late-payments.ts';
import { secondSubscriptions } from './second-subscriptions.ts';
import { settlePlanChanges } from './settle-plan-changes.ts';
import { Subscription } from './subscription.ts';
import { takeTicket } from './take-ticket.ts';
import { wantScheduleReleased } from './want-schedule-released.ts';
import { wantTakenBack } from './want-taken-back.ts';

export const BY_ITSELF: Actor = { kind: 'system' };

/**
 * Asks Stripe how an Organisation's plan stands and takes the answer over: what every event of Stripe's, every return from its pages and
 * the daily comparison do. Whoever asks takes a ticket first; an answer is taken over only when none of a later ticket was. So whatever the
 * order of events and answers, the last state is one that was asked for after the last event (BIL-31). `alongside`: what is to be true from the moment
 * on from which the answer is; done also where Stripe knows nobody to ask for.
 */
export async function syncAccount(
  options: BillingOptions,
  db: SubgraphDatabase,
  orgId: string,
  actor: Actor = BY_ITSELF,
  alongside?: (tx: Transaction) => Promise<void>,
): Promise<void> {
  const known = await knownCustomer(options, db, orgId);
  if (!known) {
    if (alongside) await db.transaction({ orgId }, alongside);
    return;
  }
  const ticket = await takeTicket(db);
  const told = await fetchCustomer(known.stripe, known.customer);
  const { customer } = known;
  await db.transaction({ orgId }, async (tx) => {
    await alongside?.(tx);
    await takeOver(options, tx, { orgId, customer, ticket, told, actor });
  });
}

async function takeOver(
  options: BillingOptions,
  tx: Transaction,
  {
    orgId,
    customer,
    ticket,
    told,
    actor,
  }: { orgId: string; customer: string; ticket: bigint; told: ToldCustomer; actor: Actor },
): Promise<void> {
  const account = await lockAccount(tx, orgId);
  if (!account || BigInt(account.syncedTicket) > ticket) return;
  // Asked of one that somebody has deleted since: another stands for the Organisation now, or none.
  if (account.stripeCustomerId !== customer) return;
  account.syncedTicket = ticket.toString();
  account.card = told.card;
  account.nextCharge = told.nextCharge;
  account.hasInvalidTaxId = told.hasInvalidTaxId;
  account.needsAddress = told.missingTax.needsAddress;
  await noteUntaxed(tx, account, told.missingTax);
  for (const one of told.subscriptions) await writeSubscription(tx, account, one, actor);
  await writeInvoices(tx, orgId, told);
  await planCardReview(tx, account);
  const running = told.subscriptions.find(({ status }) => !hasEnded(status));
  if (running) account.currency = running.currency;
  if (running?.status === 'trialing' && running.trialEndsAt)
    await moveTrialEnd(tx, account, running.trialEndsAt, actor);
  await setSuspensionCause(tx, account, { cause: 'pause', isOn: running?.status === 'paused', actor });
  await heedSuspension(tx, orgId, told);
  for (const { id: subscriptionId } of secondSubscriptions(told.subscriptions))
    await wantTakenBack(tx, account, { subscriptionId, why: 'second', actor });
  for (const { doneScheduleId } of told.subscriptions)
    if (doneScheduleId) await wantScheduleReleased(tx, doneScheduleId);
  if (told.isDeleted) await forgetCustomer(tx, account, actor);
  await heedStatus(tx, account, told, actor);
  await settlePlanChanges(tx, orgId, told.subscriptions);
  await hastenNoted(tx, orgId);
  await publishEntitlements(options, tx, account, actor);
}

/** The fields of a subscription whose change is worth a line in the log. */
const LOGGED = ['status', 'tier', 'cancelsAt', 'nextTier', 'periodEndsAt'] as const;

async function writeSubscription(
  tx: Transaction,
  account: BillingAccount,
  told: ToldSubscription,
  actor: Actor,
): Promise<void> {
  const { orgId } = account;
  const known = await tx.em.findOne(Subscription, { orgId, id: told.id });
  const pick = (from: Subscription | ToldSubscription) =>
    Object.fromEntries(
      LOGGED.map((field) => [field, from[field] instanceof Date ? from[field].toISOString() : from[field]]),
    );
  const before = known ? pick(known) : undefined;
  // Of the change that waits, not of the subscription: `settlePlanChanges` keeps it.
  const { isUpdateRefused: _, doneScheduleId: __, pause: ___, ...kept } = told;
  if (known) tx.em.assign(known, kept);
  else tx.em.create(Subscription, { orgId, ...kept } as never);
  await tx.em.flush();
  const after = pick(told);
  if (before && JSON.stringify(before) === JSON.stringify(after)) return;
  account.version += 1;
  await tx.emit({
    orgId,
    subjectType: 'subscription',
    subjectId: orgId,
    seq: account.version,
    type: before ? 'subscription.changed' : 'subscription.started',
    actor,
    data: { label: account.name, subscriptionId: told.id, before, after },
  });
}

async function writeInvoices(tx: Transaction, orgId: string, { invoices }: ToldCustomer): Promise<void> {
  if (invoices.length === 0) return;
  await tx.query(
    `insert into billing.invoice as known (org_id, id, number, status, total, amount_paid, currency, created_at, url, pdf_url)
     select ?, id, number, status, total, "amountPaid", currency, "createdAt", url, "pdfUrl" from jsonb_to_recordset(?::jsonb) as told(id text,
       number text, status text, total bigint, "amountPaid" bigint, currency text, "createdAt" timestamptz, url text, "pdfUrl" text)
     on conflict (org_id, id) do update set number = excluded.number, status = excluded.status, total = excluded.total,
       amount_paid = excluded.amount_paid, url = excluded.url, pdf_url = excluded.pdf_url`,
    [orgId, JSON.stringify(invoices)],
  );
}

/** A plan that was bought while a dispute suspends its workspace, or whose collection somebody has let go on at Stripe, is not charged either (BIL-46). */
async function heedSuspension(tx: Transaction, orgId: string, { subscriptions }: ToldCustomer): Promise<void> {
  const isSuspended = await isSuspendedByDispute(tx.em, orgId);
  if (subscriptions.some((one) => isChargedWrongly(one, isSuspended))) await wantCollectionPaused(tx, orgId);
}

/**
 * What was bought since an Organisation was put away brings it back, or is returned when it was closed (BIL-29). What it had before ends by itself;
 * money that came on that since then is returned.
 */
async function heedStatus(
  tx: Transaction,
  account: BillingAccount,
  { subscriptions, invoices }: ToldCustomer,
  actor: Actor,
): Promise<void> {
  const { orgId, organisationStatus: status, organisationStatusSince: since } = account;
  if (!since || status === 'active' || status === 'suspended') return;
  const isNew = ({ createdAt }: ToldSubscription) => isSince(createdAt, since);
  // When they were paid Stripe is asked by the job.
  if (invoices.some(({ status: paid, amountPaid }) => paid === 'paid' && amountPaid > 0))
    await queueReturnLate(tx, orgId);
  for (const bought of subscriptions.filter((one) => one.status === 'active' && isNew(one))) {
    const subscriptionId = bought.id;
    if (status !== 'free_guest_archived') await wantTakenBack(tx, account, { subscriptionId, why: 'late', actor });
    else if (await once(tx, orgId, `restoration:${subscriptionId}`))
      await tell(tx, account, actor, 'restoration.paid', { subscriptionId, tier: bought.tier });
  }
}
