import { subscriptionOf } from '../objects/invoice.ts';
import type { PaymentMethod, Subscription } from '../store/tables.ts';
import { applyPendingUpdate } from './pending-update.ts';
import { endSubscription } from './subscription-cancel.ts';
import { resumeNow } from './subscription-pause.ts';
import { factsOf, findSubscription, setFacts } from './subscriptions.ts';
import type { World } from './world.ts';

/** What a payment means for the subscription that the invoice is of. */
export function afterInvoicePaid(world: World, invoiceId: string, payer: PaymentMethod | null): void {
  const id = subscriptionOf(world.store.must('invoices', invoiceId));
  if (!id) return;
  const facts = factsOf(world, id);
  if (facts.pending?.invoice === invoiceId) applyPendingUpdate(world, id);
  if (facts.resumption?.invoice === invoiceId) return resumeNow(world, id);
  const subscription = findSubscription(world, id);
  const changes: Partial<Subscription> = {};
  const isFirst = subscription.status === 'incomplete';
  const othersOwed = world.store
    .all('invoices')
    .some(
      (invoice) =>
        invoice.id !== invoiceId && subscriptionOf(invoice) === id && invoice.status === 'open' && invoice.attempted,
    );
  if (isFirst) {
    changes.status = 'active';
    setFacts(world, id, { incomplete_until: null });
  }
  if (
    (subscription.status === 'past_due' || subscription.status === 'unpaid') &&
    (subscription.latest_invoice === invoiceId || !othersOwed)
  )
    changes.status = 'active';
  if (
    payer &&
    !subscription.default_payment_method &&
    subscription.payment_settings?.save_default_payment_method === 'on_subscription'
  )
    changes.default_payment_method = payer.id;
  world.update('subscriptions', id, changes, 'customer.subscription.updated');
}

/** What a payment that failed means for the subscription that the invoice is of. */
export function afterInvoiceFailed(
  world: World,
  invoiceId: string,
  how: 'failed' | 'requires_action' | 'retries_ended',
): void {
  const invoice = world.store.must('invoices', invoiceId);
  const id = subscriptionOf(invoice);
  if (!id) return;
  const subscription = findSubscription(world, id);
  const facts = factsOf(world, id);
  // What waits for its payment has not begun: the subscription stays as it is.
  if (facts.pending?.invoice === invoiceId || facts.resumption?.invoice === invoiceId) return;
  if (how === 'retries_ended') {
    const { endOfRetries } = world.settings;
    if (endOfRetries === 'cancel') return endSubscription(world, id, 'payment_failed');
    if (endOfRetries === 'unpaid') {
      world.update('subscriptions', id, { status: 'unpaid' }, 'customer.subscription.updated');
      return;
    }
  }
  if (subscription.status === 'active')
    world.update('subscriptions', id, { status: 'past_due' }, 'customer.subscription.updated');
}
