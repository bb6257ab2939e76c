import { isDeepStrictEqual } from 'node:util';
import type { SubgraphDatabase, Transaction } from '@offplan/kernel/database/subgraph-database';
import type { BillingAccount } from '../accounts/billing-account.ts';
import { lockAccount } from '../accounts/lock-account.ts';
import type { KnownCustomer } from '../customers/known-customer.ts';
import { fetchCustomer, type ToldCustomer, type ToldInvoice, type ToldSubscription } from './fetch-customer.ts';
import { Subscription } from './subscription.ts';
import { takeTicket } from './take-ticket.ts';

/** What was kept otherwise than Stripe tells it: names of fields, no values. `id` is Stripe's; null of the card. */
export interface Difference {
  of: 'subscription' | 'invoice' | 'card';
  id: string | null;
  /** Empty where nothing was kept. */
  fields: string[];
}

/** Without links, which Stripe may make anew, and what follows from the rest. */
const OF_SUBSCRIPTION = [
  'status',
  'tier',
  'currency',
  'trialEndsAt',
  'periodStartsAt',
  'periodEndsAt',
  'cancelsAt',
  'endedAt',
  'hasPaymentMethod',
  'nextTier',
  'nextTierAt',
  'trouble',
  'isUpdatePending',
] as const satisfies (keyof ToldSubscription)[];
const OF_INVOICE = ['number', 'status', 'total', 'amountPaid'] as const satisfies (keyof ToldInvoice)[];

/** Compares what is kept of a customer with what Stripe tells now, and changes nothing (BIL-34). None where a newer answer came in meanwhile. */
export async function findDrift(
  db: SubgraphDatabase,
  { stripe, account: { orgId }, customer }: KnownCustomer,
): Promise<Difference[]> {
  const ticket = await takeTicket(db);
  const told = await fetchCustomer(stripe, customer);
  return db.transaction({ orgId }, async (tx) => {
    const account = await lockAccount(tx, orgId);
    // Before the first answer everything is new.
    if (!account || account.syncedTicket === '0' || BigInt(account.syncedTicket) > ticket) return [];
    return differencesOf(tx, account, told);
  });
}

async function differencesOf(tx: Transaction, account: BillingAccount, told: ToldCustomer): Promise<Difference[]> {
  const { orgId, card } = account;
  const subscriptions = await tx.em.find(Subscription, { orgId });
  const invoices = await tx.query<Pick<ToldInvoice, 'id' | (typeof OF_INVOICE)[number]>>(
    `select id, number, status, total::double precision as total, amount_paid::double precision as "amountPaid"
     from billing.invoice where org_id = ?`,
    [orgId],
  );
  return [
    ...compare('subscription', subscriptions, told.subscriptions, OF_SUBSCRIPTION),
    ...compare('invoice', invoices, told.invoices, OF_INVOICE),
    ...(isDeepStrictEqual(card, told.card) ? [] : [{ of: 'card' as const, id: null, fields: [] }]),
  ];
}

function compare<Field extends string>(
  of: Difference['of'],
  kept: readonly ({ id: string } & Record<Field, unknown>)[],
  told: readonly ({ id: string } & Record<Field, unknown>)[],
  fields: readonly Field[],
): Difference[] {
  return told.flatMap((one) => {
    const known = kept.find(({ id }) => id === one.id);
    const other = known ? fields.filter((field) => !isDeepStrictEqual(known[field], one[field])) : [];
    return known && other.length === 0 ? [] : [{ of, id: one.id, fields: other }];
  });
}
