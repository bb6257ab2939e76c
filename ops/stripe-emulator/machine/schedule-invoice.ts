import { draftInvoice, finalizeInvoice, pendingItems } from './invoices.ts';
import { collect } from './payments.ts';
import { findSubscription } from './subscriptions.ts';
import type { World } from './world.ts';

/** A phase that begins in the middle of a period with `always_invoice`: what was parked is charged at once. */
export function invoicePhaseChange(world: World, id: string): void {
  const subscription = findSubscription(world, id);
  const now = world.timeOf(subscription.customer);
  const invoice = draftInvoice(world, subscription.customer, {
    currency: subscription.currency,
    reason: 'subscription_update',
    subscription,
    items: pendingItems(world, subscription.customer, id, subscription.currency),
    lines: [],
    period: { start: now, end: now },
    waits: false,
  });
  world.store.patch('subscriptions', id, { latest_invoice: invoice.id });
  if (finalizeInvoice(world, invoice.id).status === 'open') collect(world, invoice.id);
}
