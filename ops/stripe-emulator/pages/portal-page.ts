import type Stripe from 'stripe';
import { noSuch, StripeError } from '../api/stripe-error.ts';
import { updateCustomer } from '../machine/customers.ts';
import { detachPaymentMethod } from '../machine/payment-methods.ts';
import { findConfiguration } from '../machine/portal.ts';
import { confirmSetupIntent, createSetupIntent } from '../machine/setup-intents.ts';
import { cancelSubscription } from '../machine/subscription-cancel.ts';
import { updateSubscription } from '../machine/subscription-update.ts';
import { createTaxId, deleteTaxId, findTaxId } from '../machine/tax-ids.ts';
import type { World } from '../machine/world.ts';
import { formatAmount } from '../objects/invoice-line.ts';
import type { PortalSession, Subscription } from '../store/tables.ts';
import { authenticationPage, cardFields, cardOfForm } from './card-form.ts';
import { alertBox, countryField, field, type Html, html } from './html.ts';

export function findPortalSession(world: World, id: string): PortalSession {
  const session = world.store.get('portal_sessions', id);
  if (session) return session;
  throw noSuch('billing_portal.session', id);
}

/** The portal, or the one thing its session was made for. */
export function portalPage(world: World, id: string, message: string | null): Html {
  const session = findPortalSession(world, id);
  const { features } = findConfiguration(world, session.configuration);
  const { flow } = session;
  const back = session.return_url ? html`<p><a href="${session.return_url}">Return</a></p>` : null;
  if (flow?.type === 'payment_method_update')
    return html`<h1>Update your payment method</h1>${alertBox(message)}${cardForm(id, 'Save card')}${back}`;
  if (flow?.type === 'subscription_cancel') {
    const subscription = world.store.must('subscriptions', flow.subscription_cancel!.subscription);
    return html`<h1>Cancel your subscription</h1>${alertBox(message)}${cancelForm(id, subscription, features.subscription_cancel.cancellation_reason.enabled)}${back}`;
  }
  return html`<h1>Billing</h1>${alertBox(message)}${back}
${subscriptionsPart(world, session, features.subscription_cancel)}
${features.payment_method_update.enabled ? cardsPart(world, session) : null}
${features.customer_update.enabled ? detailsPart(world, session, features.customer_update.allowed_updates) : null}
${features.invoice_history.enabled ? invoicesPart(world, session) : null}`;
}

type CancelFeature = ReturnType<typeof findConfiguration>['features']['subscription_cancel'];

function subscriptionsPart(world: World, session: PortalSession, cancel: CancelFeature): Html {
  const running = world.store
    .all('subscriptions')
    .filter(
      ({ customer, status }) => customer === session.customer && !['canceled', 'incomplete_expired'].includes(status),
    );
  return html`<h2>Current plan</h2>${running.length === 0 ? html`<section><p>There is no plan.</p></section>` : null}${running.map(
    (subscription) => {
      const [item] = subscription.items.data;
      const name = world.store.get('products', item!.price.product)?.name ?? item!.price.id;
      const end = day(subscription.cancel_at ?? item!.current_period_end);
      return html`<section><p><strong>${name}</strong> · ${subscription.status}</p><p>${subscription.cancel_at === null ? `Renews on ${end}` : `Cancels on ${end}`}</p>
${cancel.enabled && subscription.cancel_at === null ? cancelForm(session.id, subscription, cancel.cancellation_reason.enabled) : null}
${cancel.enabled && subscription.cancel_at !== null ? html`<form method="post" action="/p/session/${session.id}/undo"><input type="hidden" name="subscription" value="${subscription.id}"><button>Don't cancel subscription</button></form>` : null}</section>`;
    },
  )}`;
}

function cancelForm(id: string, subscription: Subscription, asksReason: boolean): Html {
  return html`<form method="post" action="/p/session/${id}/cancel"><input type="hidden" name="subscription" value="${subscription.id}">
${asksReason ? html`<label class="field"><span>Reason</span><select name="feedback"><option value="">No reason</option><option value="too_expensive">It's too expensive</option><option value="missing_features">Some features are missing</option><option value="switched_service">I found an alternative</option><option value="unused">I no longer need it</option><option value="other">Other reason</option></select></label>` : null}
<button class="quiet">Cancel subscription</button></form>`;
}

function cardForm(id: string, button: string): Html {
  return html`<form class="card" method="post" action="/p/session/${id}/add-card">${cardFields({})}<button>${button}</button></form>`;
}

function cardsPart(world: World, session: PortalSession): Html {
  const customer = world.store.must('customers', session.customer);
  const cards = world.store.all('payment_methods').filter((method) => method.customer === session.customer);
  const button = (action: string, method: string, label: string) =>
    html`<form method="post" action="/p/session/${session.id}/${action}"><input type="hidden" name="method" value="${method}"><button class="quiet" aria-label="${label} card ending in ${world.store.must('payment_methods', method).card?.last4}">${label}</button></form>`;
  return html`<h2>Payment methods</h2>${cards.map((method) => {
    const isDefault = customer.invoice_settings.default_payment_method === method.id;
    return html`<section class="actions"><span>${method.card?.brand} •••• ${method.card?.last4}, expires ${method.card?.exp_month}/${method.card?.exp_year}${isDefault ? ' · default' : ''}</span>${isDefault ? null : button('default-card', method.id, 'Make default')}${button('remove-card', method.id, 'Remove')}</section>`;
  })}${cardForm(session.id, 'Add payment method')}`;
}

function detailsPart(world: World, session: PortalSession, allowed: string[]): Html {
  const customer = world.store.must('customers', session.customer);
  const taxIds = world.store.all('tax_ids').filter((taxId) => taxId.customer === session.customer);
  return html`<h2>Billing information</h2>
<form class="card" method="post" action="/p/session/${session.id}/details">
${allowed.includes('name') ? field('Name', 'name', { value: customer.name ?? '' }) : null}
${allowed.includes('email') ? field('Email', 'email', { type: 'email', value: customer.email ?? '' }) : null}
${allowed.includes('address') ? html`${countryField(customer.address?.country)}${field('Address', 'line1', { value: customer.address?.line1 ?? '', required: false })}<div class="row">${field('City', 'city', { value: customer.address?.city ?? '', required: false })}${field('Postal code', 'postal_code', { value: customer.address?.postal_code ?? '', required: false })}</div>` : null}
<button>Save details</button></form>
${
  allowed.includes('tax_id')
    ? html`${taxIds.map((taxId) => html`<section class="actions"><span>${taxId.type} ${taxId.value} · ${taxId.verification?.status}</span><form method="post" action="/p/session/${session.id}/remove-tax-id"><input type="hidden" name="tax_id" value="${taxId.id}"><button class="quiet">Remove tax ID</button></form></section>`)}
<form class="card" method="post" action="/p/session/${session.id}/add-tax-id"><label class="field"><span>Tax ID type</span><select name="type"><option value="eu_vat">EU VAT</option><option value="ae_trn">AE TRN</option><option value="gb_vat">GB VAT</option></select></label>${field('Tax ID', 'value')}<button class="quiet">Add tax ID</button></form>`
    : null
}`;
}

function invoicesPart(world: World, session: PortalSession): Html {
  const invoices = world.store
    .all('invoices')
    .filter(({ customer, status }) => customer === session.customer && status !== 'draft')
    .reverse();
  return html`<h2>Invoice history</h2><section><table><thead><tr><th>Number</th><th>Date</th><th>Status</th><th class="number">Total</th><th>PDF</th></tr></thead><tbody>${invoices.map(
    (invoice) =>
      html`<tr><td><a href="/i/${invoice.id}">${invoice.number}</a></td><td>${day(invoice.created)}</td><td>${invoice.status}</td><td class="number">${formatAmount(invoice.total, invoice.currency)}</td><td><a href="/i/${invoice.id}/pdf" aria-label="PDF of ${invoice.number}">PDF</a></td></tr>`,
  )}</tbody></table></section>`;
}

function day(instant: number): string {
  return new Date(instant * 1_000).toISOString().slice(0, 10);
}

/** What a form of the portal did: it is shown again, or the person goes on. Throws `StripeError` with what the page then says. */
export function submitPortal(
  world: World,
  id: string,
  action: string,
  form: Record<string, string>,
): { is: 'done'; to: string | null } | { is: 'requires_action' } {
  const session = findPortalSession(world, id);
  const { customer } = session;
  const after = session.flow?.after_completion.redirect?.return_url ?? (session.flow ? session.return_url : null);
  const own = <T extends { customer: string | null }>(row: T | undefined): T => {
    if (!row || row.customer !== customer) throw noSuch('object', id);
    return row;
  };
  switch (action) {
    case 'add-card':
      return addCard(world, session, form, false) ? { is: 'done', to: after } : { is: 'requires_action' };
    case 'authenticate': {
      const waiting = world.store.must('page_facts', `3ds_${id}`).form;
      if (form.authentication !== 'complete')
        throw new StripeError(402, {
          type: 'card_error',
          message: 'We are unable to authenticate your payment method.',
        });
      addCard(world, session, waiting, true);
      return { is: 'done', to: after };
    }
    case 'default-card':
      updateCustomer(world, customer, {
        invoice_settings: { default_payment_method: own(world.store.get('payment_methods', form.method ?? '')).id },
      });
      return { is: 'done', to: null };
    case 'remove-card':
      detachPaymentMethod(world, own(world.store.get('payment_methods', form.method ?? '')).id);
      return { is: 'done', to: null };
    case 'cancel': {
      const subscription = own(world.store.get('subscriptions', form.subscription ?? ''));
      const details: Stripe.SubscriptionUpdateParams.CancellationDetails = form.feedback
        ? { feedback: form.feedback as 'unused' }
        : {};
      if (findConfiguration(world, session.configuration).features.subscription_cancel.mode === 'immediately')
        cancelSubscription(world, subscription.id, { cancellation_details: details });
      else updateSubscription(world, subscription.id, { cancel_at_period_end: true, cancellation_details: details });
      return { is: 'done', to: after };
    }
    case 'undo':
      updateSubscription(world, own(world.store.get('subscriptions', form.subscription ?? '')).id, {
        cancel_at_period_end: false,
      });
      return { is: 'done', to: null };
    case 'details':
      updateCustomer(world, customer, {
        ...(form.name === undefined ? {} : { name: form.name }),
        ...(form.email === undefined ? {} : { email: form.email }),
        ...(form.country === undefined
          ? {}
          : {
              address: {
                country: form.country,
                line1: form.line1 ?? '',
                city: form.city ?? '',
                postal_code: form.postal_code ?? '',
              },
            }),
      });
      return { is: 'done', to: null };
    case 'add-tax-id':
      createTaxId(world, customer, { type: form.type ?? 'eu_vat', value: form.value ?? '' });
      return { is: 'done', to: null };
    case 'remove-tax-id':
      deleteTaxId(world, findTaxId(world, form.tax_id ?? '', customer).id);
      return { is: 'done', to: null };
    default:
      throw noSuch('action', action);
  }
}

/** Saves a card and makes it the one that is charged. False when its owner must authenticate it first. */
function addCard(
  world: World,
  session: PortalSession,
  form: Record<string, string>,
  isAuthenticated: boolean,
): boolean {
  const method = cardOfForm(world, form, world.clockOf(session.customer));
  const intent = createSetupIntent(world, { customer: session.customer });
  const { status } = confirmSetupIntent(world, intent.id, { payment_method: method.id }, isAuthenticated);
  if (status !== 'succeeded') {
    world.store.put('page_facts', { id: `3ds_${session.id}`, form });
    return false;
  }
  updateCustomer(world, session.customer, { invoice_settings: { default_payment_method: method.id } });
  return true;
}

export function portalAuthentication(id: string): Html {
  return authenticationPage(`/p/session/${id}/authenticate`);
}
