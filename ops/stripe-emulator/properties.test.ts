import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { StripeError } from './api/stripe-error.ts';
import { Emulator } from './emulator.ts';
import { addIntervals, periodAt } from './machine/calendar.ts';
import { createCustomer, updateCustomer } from './machine/customers.ts';
import { attachPaymentMethod } from './machine/payment-methods.ts';
import { createPreview } from './machine/preview.ts';
import { createPrice, createProduct } from './machine/prices.ts';
import { share } from './machine/proration.ts';
import { createRefund } from './machine/refunds.ts';
import { cancelSubscription } from './machine/subscription-cancel.ts';
import { updateSubscription } from './machine/subscription-update.ts';
import { createSubscription } from './machine/subscriptions.ts';
import { subscriptionOf } from './objects/invoice.ts';

const DAY = 86_400;
const START = Math.floor(Date.UTC(2028, 0, 31, 12) / 1_000);
let emulator: Emulator | null = null;
afterEach(() => {
  emulator?.stop();
  emulator = null;
});

describe('arithmetic', () => {
  it('floors the exact rational: never more than one minor unit away, credit and debit of one price at most one apart', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e12, max: 1e12 }),
        fc.integer({ min: 1, max: 1e8 }),
        fc.nat(1e8),
        (amount, whole, given) => {
          const left = given % (whole + 1);
          const result = BigInt(share(amount, 0, whole, whole - left));
          const exact = BigInt(amount) * BigInt(left);
          expect(result * BigInt(whole) <= exact && exact < (result + 1n) * BigInt(whole)).toBe(true);
          const credit = BigInt(share(-amount, 0, whole, whole - left));
          expect([0n, -1n]).toContain(result + credit);
        },
      ),
    );
  });

  it('periods follow each other without a gap or overlap, at the anchor’s day or the month’s last, at its time of day', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4_000_000_000 }),
        fc.integer({ min: 0, max: 240 }),
        fc.constantFrom('month', 'year'),
        (anchor, count, interval) => {
          const at = addIntervals(anchor, interval, count);
          const [first, later] = [new Date(anchor * 1_000), new Date(at * 1_000)];
          expect(at % DAY).toBe(anchor % DAY);
          const last = new Date(Date.UTC(later.getUTCFullYear(), later.getUTCMonth() + 1, 0)).getUTCDate();
          expect(later.getUTCDate()).toBe(Math.min(first.getUTCDate(), last));
          const period = periodAt(anchor, { interval, interval_count: 1 }, at);
          expect(period.start).toBe(at);
          expect(periodAt(anchor, { interval, interval_count: 1 }, period.end - 1)).toEqual(period);
        },
      ),
    );
  });
});

/** What a merchant and the time do to one subscription. */
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), seconds: fc.integer({ min: 60, max: 40 * DAY }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('change' as const),
      price: fc.nat(2),
      quantity: fc.integer({ min: 1, max: 3 }),
      proration: fc.constantFrom('always_invoice' as const, 'create_prorations' as const, 'none' as const),
      behavior: fc.constantFrom(
        'allow_incomplete' as const,
        'pending_if_incomplete' as const,
        'error_if_incomplete' as const,
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('card' as const),
      alias: fc.constantFrom('pm_card_visa', 'pm_card_chargeCustomerFail', 'pm_card_authenticationRequired'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('refund' as const), amount: fc.integer({ min: 1, max: 3_000 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), later: fc.boolean() }) },
);

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** Runs steps on a fresh emulator in this process; a refusal is a step too. */
function run(steps: Step[], isTrial: boolean): Emulator {
  emulator?.stop();
  emulator = new Emulator({ folder: null, seed: 'Prop', isStrict: true, shuffle: null });
  const { store, world, due } = emulator;
  store.transact(() => {
    world.clock.state = { mode: 'frozen', at: START };
  });
  const act = <R>(work: () => R): R | null => {
    try {
      return store.transact(
        () => world.at(world.clock.now(), null, work),
        (fault) => fault instanceof StripeError && fault.keeps,
      );
    } catch (fault) {
      if (fault instanceof StripeError) return null;
      throw fault;
    }
  };
  const { customer, prices, subscription } = act(() => {
    const product = createProduct(world, { name: 'Plan' });
    const made = [1_900, 4_900, 33_333].map((unit_amount) =>
      createPrice(world, { product: product.id, currency: 'usd', unit_amount, recurring: { interval: 'month' } }),
    );
    const owner = createCustomer(world, { name: 'Payer' });
    const card = attachPaymentMethod(world, 'pm_card_visa', owner.id);
    updateCustomer(world, owner.id, { invoice_settings: { default_payment_method: card.id } });
    const begun = createSubscription(world, {
      customer: owner.id,
      items: [{ price: made[0]!.id }],
      ...(isTrial ? { trial_period_days: 14 } : {}),
    });
    return { customer: owner.id, prices: made, subscription: begun.id };
  })!;
  for (const each of steps) {
    if (each.kind === 'wait') {
      const target = world.clock.now() + each.seconds;
      for (let work = due.next(null, target); work; work = due.next(null, target)) {
        const { at } = work;
        const next = work;
        store.transact(() => {
          world.clock.moveTo(at);
          world.at(at, null, () => due.perform(next));
        });
      }
      store.transact(() => world.clock.moveTo(target));
    } else if (each.kind === 'card')
      act(() =>
        updateCustomer(world, customer, {
          invoice_settings: { default_payment_method: attachPaymentMethod(world, each.alias, customer).id },
        }),
      );
    else if (each.kind === 'refund')
      act(() => {
        const charge = store.all('charges').findLast(({ paid }) => paid);
        return charge ? createRefund(world, { charge: charge.id, amount: each.amount }) : null;
      });
    else if (each.kind === 'cancel')
      act(() =>
        each.later
          ? updateSubscription(world, subscription, { cancel_at_period_end: true })
          : cancelSubscription(world, subscription, {}),
      );
    else {
      const [item] = store.must('subscriptions', subscription).items.data;
      const items = [{ id: item!.id, price: prices[each.price]!.id, quantity: each.quantity }];
      const wanted = { items, proration_behavior: each.proration };
      const preview = act(() => createPreview(world, { customer, subscription, subscription_details: wanted }));
      const before = new Set(store.all('invoices').map(({ id }) => id));
      const after = act(() => updateSubscription(world, subscription, { ...wanted, payment_behavior: each.behavior }));
      // The charge that follows is the one that was shown.
      const charged =
        after &&
        store
          .all('invoices')
          .find(({ id, billing_reason }) => !before.has(id) && billing_reason === 'subscription_update');
      if (charged && preview) expect(charged.total).toBe(preview.total);
    }
  }
  return emulator;
}

describe('any history of a subscription', () => {
  it('keeps the books: lines add up, nothing is charged twice, paid is charged minus nothing, the balance adds up', {
    timeout: 30_000,
  }, () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 14 }), fc.boolean(), (steps, isTrial) => {
        const { store, contract } = run(steps, isTrial);
        expect(contract.breaches).toEqual([]);
        for (const invoice of store.all('invoices')) {
          expect(invoice.lines.data.reduce((sum, line) => sum + line.amount, 0)).toBe(invoice.subtotal);
          expect(invoice.amount_due).toBe(
            invoice.amount_paid + (invoice.status === 'void' ? invoice.amount_due : invoice.amount_remaining),
          );
          const intents = store
            .all('invoice_payments')
            .filter((payment) => payment.invoice === invoice.id)
            .map(({ payment }) => payment.payment_intent);
          const charges = store
            .all('charges')
            .filter((charge) => charge.paid && intents.includes(charge.payment_intent ?? ''));
          expect(charges.length).toBeLessThanOrEqual(1);
          expect(charges.reduce((sum, { amount }) => sum + amount, 0)).toBe(invoice.amount_paid);
        }
        // One whole charge for a time of an item, however often it was tried or changed.
        const periods = store
          .all('invoices')
          .filter((invoice) => subscriptionOf(invoice) !== null)
          .flatMap((invoice) => invoice.lines.data)
          .filter((line) => line.parent?.subscription_item_details?.proration === false)
          .map((line) => `${line.parent?.subscription_item_details?.subscription_item} ${line.period.start}`);
        expect(new Set(periods).size).toBe(periods.length);
        const charged = store
          .all('charges')
          .filter(({ paid }) => paid)
          .reduce((sum, { amount }) => sum + amount, 0);
        const refunded = store.all('refunds').reduce((sum, { amount }) => sum + amount, 0);
        const booked = store.all('balance_transactions').reduce((sum, { amount }) => sum + amount, 0);
        expect(booked).toBe(charged - refunded);
        const [customer] = store.all('customers');
        const moved = store.all('customer_balance_transactions').reduce((sum, { amount }) => sum + amount, 0);
        expect(customer!.balance).toBe(moved);
      }),
      { numRuns: 100 },
    );
  });
});
