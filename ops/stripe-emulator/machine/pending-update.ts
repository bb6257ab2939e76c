import { subscriptionOf } from '../objects/invoice.ts';
import type { Invoice } from '../store/tables.ts';
import { HOUR } from './clock.ts';
import { findInvoice, voidInvoice } from './invoices.ts';
import { factsOf, findSubscription, itemList, setFacts } from './subscriptions.ts';
import type { World } from './world.ts';

/** A change that was not paid waits 23 hours at most, and not beyond the period or the trial [stripe.md §3]. */
export function holdPendingUpdate(world: World, id: string): void {
  const subscription = findSubscription(world, id);
  const { pending } = factsOf(world, id);
  const ends = subscription.items.data.map((item) => item.current_period_end);
  const expiresAt = Math.min(
    world.timeOf(subscription.customer) + 23 * HOUR,
    ...ends,
    ...(subscription.status === 'trialing' && subscription.trial_end ? [subscription.trial_end] : []),
  );
  world.update(
    'subscriptions',
    id,
    {
      pending_update: {
        billing_cycle_anchor: pending!.changes.billing_cycle_anchor,
        cancel_at_period_end: null,
        discount: null,
        discounts: null,
        expires_at: expiresAt,
        metadata: null,
        subscription_items: pending!.changes.items,
        trial_end: pending!.changes.trial_end,
        trial_from_plan: null,
      },
    },
    'customer.subscription.updated',
  );
}

/** The invoice of a change was paid: the change applies. */
export function applyPendingUpdate(world: World, id: string): void {
  const before = findSubscription(world, id);
  const { changes } = factsOf(world, id).pending!;
  setFacts(world, id, { pending: null, debits: changes.debits });
  const after = world.update(
    'subscriptions',
    id,
    {
      items: itemList(id, changes.items),
      pending_update: null,
      ...(changes.billing_cycle_anchor === null ? {} : { billing_cycle_anchor: changes.billing_cycle_anchor }),
      ...(changes.trial_end === null ? {} : { trial_end: changes.trial_end, status: 'active' as const }),
    },
    'customer.subscription.updated',
  );
  if (before.pending_update) world.emit('customer.subscription.pending_update_applied', after);
}

/** Nobody paid for a change: its invoice is void, the subscription stays as it was. */
export function expirePendingUpdate(world: World, id: string): void {
  const { pending } = factsOf(world, id);
  setFacts(world, id, { pending: null });
  if (pending && findInvoice(world, pending.invoice).status === 'open') voidInvoice(world, pending.invoice);
  const after = world.update('subscriptions', id, { pending_update: null }, 'customer.subscription.updated');
  world.emit('customer.subscription.pending_update_expired', after);
}

/** With the invoice of a change its change goes too. */
export function dropUpdateOf(world: World, invoice: Invoice): void {
  const id = subscriptionOf(invoice);
  if (id && factsOf(world, id).pending?.invoice === invoice.id) expirePendingUpdate(world, id);
}
