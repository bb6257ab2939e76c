import { invalidRequest, StripeError } from '../api/stripe-error.ts';
import { outcomeOfSetup } from '../cards/outcome.ts';
import { checkoutParams, detailsOf, findCheckoutSession } from '../machine/checkout.ts';
import { createCustomer, updateCustomer } from '../machine/customers.ts';
import { cardError } from '../machine/payment-methods.ts';
import { confirmSetupIntent, createSetupIntent } from '../machine/setup-intents.ts';
import { createSubscription } from '../machine/subscriptions.ts';
import { createTaxId } from '../machine/tax-ids.ts';
import type { World } from '../machine/world.ts';
import { formatAmount } from '../objects/invoice-line.ts';
import type { CheckoutSession, PaymentMethod } from '../store/tables.ts';
import { authenticationPage, cardFields, cardOfForm } from './card-form.ts';
import { alertBox, countryField, field, type Html, html } from './html.ts';

/** The page of a session: a form while it is open. */
export function checkoutPage(
  world: World,
  id: string,
  message: string | null,
  form: Record<string, string> = {},
): Html {
  const session = findCheckoutSession(world, id);
  if (session.status !== 'open')
    return html`<h1>${session.status === 'complete' ? 'You have already completed this checkout' : 'This checkout session has expired'}</h1>`;
  const customer = session.customer ? world.store.get('customers', session.customer) : undefined;
  const isSetup = session.mode === 'setup';
  const due = session.amount_total ?? 0;
  const filled = {
    email: customer?.email ?? session.customer_email ?? '',
    country: customer?.address?.country ?? '',
    ...form,
  };
  return html`<h1>${isSetup ? 'Save your card' : 'Subscribe'}</h1>
${isSetup ? null : html`<p class="amount">${formatAmount(due, session.currency ?? 'usd')} due today</p>`}
${
  isSetup
    ? null
    : html`<section><table><tbody>${(session.line_items?.data ?? []).map(
        (item) =>
          html`<tr><td>${item.description} × ${item.quantity}</td><td class="number">${formatAmount(item.amount_total, item.currency)} / ${item.price?.recurring?.interval ?? ''}</td></tr>`,
      )}</tbody></table></section>`
}
${alertBox(message)}
<form class="card" method="post" action="/c/pay/${id}">
${field('Email', 'email', { type: 'email', value: filled.email, autocomplete: 'email' })}
${cardFields(form)}
${countryField(filled.country)}
${session.billing_address_collection === 'required' ? html`${field('Address', 'line1', { value: form.line1 ?? customer?.address?.line1 ?? '', required: false })}<div class="row">${field('City', 'city', { value: form.city ?? customer?.address?.city ?? '', required: false })}${field('Postal code', 'postal_code', { value: form.postal_code ?? customer?.address?.postal_code ?? '', required: false })}</div>` : null}
${session.tax_id_collection?.enabled ? html`${field('Business name', 'business', { value: form.business ?? '', required: false })}${field('VAT number', 'tax_id', { value: form.tax_id ?? '', required: false, placeholder: 'DE123456789' })}` : null}
<button>${isSetup ? 'Save card' : 'Subscribe'}</button>
</form>
${session.cancel_url ? html`<p><a href="${session.cancel_url}">Back</a></p>` : null}`;
}

/** What came of a form: the session is complete, or its owner must authenticate the card. Throws `StripeError` with what the page then says. */
export function submitCheckout(
  world: World,
  id: string,
  form: Record<string, string>,
  isAuthenticated: boolean,
): { is: 'complete'; session: CheckoutSession } | { is: 'requires_action' } {
  const session = findCheckoutSession(world, id);
  if (session.status === 'expired') throw invalidRequest('This page has expired. Go back and begin again.');
  if (session.status !== 'open') return { is: 'complete', session };
  try {
    // All of it or nothing: a declined card leaves no customer and no subscription.
    const complete = world.store.transact(() => completeCheckout(world, session, form, isAuthenticated));
    return { is: 'complete', session: complete };
  } catch (fault) {
    if (!(fault instanceof StripeError) || fault.body.code !== REQUIRES_ACTION) throw fault;
    world.store.put('page_facts', { id: `3ds_${id}`, form });
    return { is: 'requires_action' };
  }
}

const REQUIRES_ACTION = 'invoice_payment_intent_requires_action';

function completeCheckout(
  world: World,
  session: CheckoutSession,
  form: Record<string, string>,
  isAuthenticated: boolean,
): CheckoutSession {
  const params = checkoutParams(world, session.id);
  const customer = payer(world, session, form);
  if (form.tax_id && session.tax_id_collection?.enabled) addTaxId(world, customer, form.tax_id);
  const method = cardOfForm(world, form, world.clockOf(customer));
  const isFree = session.mode === 'setup' || session.amount_total === 0;
  if (isFree) saveable(world, method, isAuthenticated);
  const changes: Partial<CheckoutSession> = {};
  if (session.mode === 'setup') {
    const intent = createSetupIntent(world, {
      customer,
      ...(params.setup_intent_data?.metadata ? { metadata: params.setup_intent_data.metadata } : {}),
      ...(params.setup_intent_data?.description ? { description: params.setup_intent_data.description } : {}),
    });
    confirmSetupIntent(world, intent.id, { payment_method: method.id }, isAuthenticated);
    changes.setup_intent = intent.id;
  } else {
    if (!isFree) cardMustNotRefuse(world, method);
    const attached = world.store.patch('payment_methods', method.id, { customer });
    if (isAuthenticated) world.store.patch('card_facts', method.id, { authenticated: true });
    world.emit('payment_method.attached', attached);
    const data = params.subscription_data;
    const subscription = createSubscription(
      world,
      {
        customer,
        items: (params.line_items ?? []).map(({ price, quantity }) => ({ price: price!, quantity: quantity ?? 1 })),
        default_payment_method: method.id,
        payment_behavior: 'error_if_incomplete',
        ...(session.currency ? { currency: session.currency } : {}),
        ...(params.automatic_tax?.enabled ? { automatic_tax: { enabled: true } } : {}),
        ...(data?.metadata ? { metadata: data.metadata } : {}),
        ...(data?.description ? { description: data.description } : {}),
        ...(data?.trial_end ? { trial_end: data.trial_end } : {}),
        ...(data?.trial_period_days ? { trial_period_days: data.trial_period_days } : {}),
        ...(data?.trial_settings ? { trial_settings: data.trial_settings } : {}),
      },
      { isAuthenticated },
    );
    changes.subscription = subscription.id;
    changes.invoice = subscription.latest_invoice;
    changes.payment_status = isFree ? 'no_payment_required' : 'paid';
  }
  const complete = world.store.patch('checkout_sessions', session.id, {
    ...changes,
    customer,
    customer_details: detailsOf(world.store.must('customers', customer), world),
    status: 'complete',
    url: null,
  });
  world.emit('checkout.session.completed', complete);
  return complete;
}

/** The customer that pays: the session's, brought up to date as far as it allows, or a new one. */
function payer(world: World, session: CheckoutSession, form: Record<string, string>): string {
  const address = {
    country: form.country ?? '',
    ...(form.line1 ? { line1: form.line1 } : {}),
    ...(form.city ? { city: form.city } : {}),
    ...(form.postal_code ? { postal_code: form.postal_code } : {}),
  };
  const name = form.business || form.name || '';
  if (!session.customer) return createCustomer(world, { email: form.email ?? '', name, address }).id;
  const update = checkoutParams(world, session.id).customer_update;
  if (update?.address === 'auto' || update?.name === 'auto')
    updateCustomer(world, session.customer, {
      ...(update.address === 'auto' ? { address } : {}),
      ...(update.name === 'auto' ? { name } : {}),
    });
  return session.customer;
}

function addTaxId(world: World, customer: string, value: string): void {
  const clean = value.replaceAll(/[\s.-]/g, '').toUpperCase();
  const type = /^\d{15}$/.test(clean)
    ? 'ae_trn'
    : clean.startsWith('GB')
      ? 'gb_vat'
      : clean.startsWith('CHE')
        ? 'ch_vat'
        : 'eu_vat';
  if (type === 'eu_vat' && !/^[A-Z]{2}[0-9A-Z]{8,12}$/.test(clean))
    throw new StripeError(400, {
      type: 'invalid_request_error',
      code: 'tax_id_invalid',
      message: 'Your VAT number is invalid.',
    });
  createTaxId(world, customer, { type, value: clean });
}

/** A card that is saved without a payment is asked about too. */
function saveable(world: World, method: PaymentMethod, isAuthenticated: boolean): void {
  const outcome = outcomeOfSetup(world, method.id, isAuthenticated);
  if (outcome.is === 'declined') throw cardError(outcome);
  if (outcome.is === 'requires_action')
    throw new StripeError(402, {
      type: 'card_error',
      code: REQUIRES_ACTION,
      message: 'The card must be authenticated.',
    });
}

function cardMustNotRefuse(world: World, method: PaymentMethod): void {
  const outcome = outcomeOfSetup(world, method.id, true);
  if (outcome.is === 'declined') throw cardError(outcome);
}

/** The page of the bank for a session whose form waits. */
export function checkoutAuthentication(id: string): Html {
  return authenticationPage(`/c/pay/${id}/authenticate`);
}
