import { type AgendaTask, cancelPlanned, plan } from '@offplan/kernel/agenda/agenda';
import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { wantLetter } from '@offplan/kernel/mail/want-letter';
import type { BillingAccount } from '../accounts/billing-account.ts';
import { tell } from '../accounts/in-account.ts';
import { lockAccount } from '../accounts/lock-account.ts';
import type { ToldCard } from '../subscriptions/fetch-customer.ts';
import { isChargedNext, runningSubscription } from '../subscriptions/running-subscription.ts';
import type { Subscription } from '../subscriptions/subscription.ts';
import { isDone, once } from '../webhooks/once.ts';
import { cardEnd } from './card-end.ts';

const REVIEW_CARD = 'billing.review_card';
const DAY = 86_400_000;
/** How long before its end somebody is told of a card. In days. */
const TOLD_DAYS = 30;

const keyOf = ({ last4, expiryMonth, expiryYear }: ToldCard) => `card_ends:${last4}:${expiryYear}-${expiryMonth}`;

/**
 * Puts on the agenda when a card that will be charged comes to its end: Stripe has no event for it (stripe.md 2.2). Told once a card and
 * month; another card takes it off again. The account is locked.
 */
export async function planCardReview(tx: Transaction, account: BillingAccount): Promise<void> {
  const { orgId, card } = account;
  const item = { orgId, key: 'review_card' };
  if (card && (await chargedNext(tx, orgId)) && !(await isDone(tx, orgId, keyOf(card))))
    await plan(tx, REVIEW_CARD, { ...item, dueAt: new Date(cardEnd(card).getTime() - TOLD_DAYS * DAY) });
  else await cancelPlanned(tx, item);
}

/** Tells the Owner that the card is about to end, while something is still to be charged to it. */
export const reviewCard: AgendaTask = {
  name: REVIEW_CARD,
  async run(tx, { orgId }) {
    const account = await lockAccount(tx, orgId);
    const card = account?.card;
    const subscription = await chargedNext(tx, orgId);
    if (!account || !card || !subscription || !(await once(tx, orgId, keyOf(card)))) return;
    const expiresAt = new Date(cardEnd(card).getTime() - 1).toISOString();
    await tell(tx, account, { kind: 'system' }, 'card.ends_soon', { last4: card.last4, expiresAt });
    await wantLetter(tx, {
      orgId,
      template: 'card_expires',
      key: keyOf(card),
      values: { last4: card.last4, expiresAt, chargedOn: subscription.periodEndsAt.toISOString() },
    });
  },
};

/** The subscription that the card will be charged for; null when nothing will be. */
async function chargedNext({ em }: Transaction, orgId: string): Promise<Subscription | null> {
  const subscription = await runningSubscription(em, orgId);
  return subscription && isChargedNext(subscription) ? subscription : null;
}
