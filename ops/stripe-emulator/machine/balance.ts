import type { BalanceTransaction } from '../store/tables.ts';
import type { World } from './world.ts';

/** Books money that comes to (+) or leaves (−) the account's balance. Minor units. */
export function book(
  world: World,
  entry: {
    amount: number;
    fee: number;
    currency: string;
    source: string;
    type: BalanceTransaction['type'];
    category: string;
    description: string | null;
    at: number;
  },
): BalanceTransaction {
  return world.store.put('balance_transactions', {
    id: world.newId('txn_'),
    object: 'balance_transaction',
    amount: entry.amount,
    available_on: entry.at,
    balance_type: 'payments',
    created: entry.at,
    currency: entry.currency,
    description: entry.description,
    exchange_rate: null,
    fee: entry.fee,
    fee_details:
      entry.fee === 0
        ? []
        : [
            {
              amount: entry.fee,
              application: null,
              currency: entry.currency,
              description: entry.type === 'charge' ? 'Stripe processing fees' : 'Dispute fee',
              type: 'stripe_fee',
            },
          ],
    net: entry.amount - entry.fee,
    reporting_category: entry.category,
    source: entry.source,
    status: 'available',
    type: entry.type,
  });
}

/** Books a successful charge with its fee. */
export function bookCharge(world: World, id: string): void {
  const charge = world.store.must('charges', id);
  const { percent, fixed } = world.settings.fee;
  const { id: transaction } = book(world, {
    amount: charge.amount,
    fee: Math.min(charge.amount, Math.round((charge.amount * percent) / 100) + fixed),
    currency: charge.currency,
    source: id,
    type: 'charge',
    category: 'charge',
    description: charge.description,
    at: charge.created,
  });
  world.store.patch('charges', id, { balance_transaction: transaction });
}
