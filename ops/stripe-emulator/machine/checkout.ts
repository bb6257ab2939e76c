import type Stripe from 'stripe';
import { invalidRequest, noSuch, notEmulated } from '../api/stripe-error.ts';
import { mergeMetadata } from '../objects/metadata.ts';
import { listOf } from '../store/plain.ts';
import type { CheckoutSession, Customer } from '../store/tables.ts';
import { DAY, MINUTE } from './clock.ts';
import { findCustomer, hasTaxLocation } from './customers.ts';
import { findPrice, unitAmount } from './prices.ts';
import type { World } from './world.ts';

type Params = Stripe.Checkout.SessionCreateParams;

export function findCheckoutSession(world: World, id: string): CheckoutSession {
  const session = world.store.get('checkout_sessions', id);
  if (session) return session;
  throw noSuch('checkout.session', id, 'session');
}

/** `POST /v1/checkout/sessions`, hosted page, mode `setup` or `subscription`. 400 as Stripe refuses them. */
export function createCheckoutSession(world: World, params: Params): CheckoutSession {
  const mode = params.mode ?? 'payment';
  if (mode === 'payment') throw notEmulated('Checkout in mode payment');
  if (params.ui_mode && params.ui_mode !== 'hosted_page') throw notEmulated(`Checkout with ui_mode ${params.ui_mode}`);
  if (!params.success_url)
    throw invalidRequest('Missing required param: success_url.', { code: 'parameter_missing', param: 'success_url' });
  checkMode(params, mode);
  const customer = params.customer ? findCustomer(world, params.customer, 'customer') : null;
  checkTaxRules(params, customer);
  const now = world.now(customer?.test_clock);
  const expiresAt = params.expires_at ?? now + DAY;
  if (expiresAt < now + 30 * MINUTE || expiresAt > now + DAY)
    throw invalidRequest(
      'The `expires_at` timestamp must be within 30 minutes and 24 hours from Checkout Session creation.',
      { param: 'expires_at' },
    );
  const id = world.newId('cs_test_');
  const items = mode === 'subscription' ? lineItems(world, params) : null;
  if (mode === 'setup' && !params.currency && !params.allowed_payment_method_types)
    throw invalidRequest('Missing required param: currency.', { code: 'parameter_missing', param: 'currency' });
  const total = items?.items.reduce((sum, item) => sum + item.amount_total, 0) ?? null;
  const hasTrial = Boolean(params.subscription_data?.trial_period_days || params.subscription_data?.trial_end);
  const due = hasTrial ? 0 : total;
  const session: CheckoutSession = {
    id,
    object: 'checkout.session',
    adaptive_pricing: null,
    after_expiration: null,
    allow_promotion_codes: null,
    allowed_payment_method_types: params.allowed_payment_method_types ?? null,
    amount_subtotal: due,
    amount_total: due,
    automatic_tax: {
      enabled: params.automatic_tax?.enabled ?? false,
      liability: params.automatic_tax?.enabled ? { type: 'self' } : null,
      provider: params.automatic_tax?.enabled ? 'stripe' : null,
      status: params.automatic_tax?.enabled
        ? hasTaxLocation(customer?.address)
          ? 'complete'
          : 'requires_location_inputs'
        : null,
    },
    billing_address_collection: params.billing_address_collection ?? null,
    cancel_url: params.cancel_url ?? null,
    client_reference_id: params.client_reference_id ?? null,
    client_secret: null,
    collected_information: null,
    consent: null,
    consent_collection: null,
    created: now,
    currency: items?.currency ?? params.currency ?? null,
    currency_conversion: null,
    custom_fields: [],
    custom_text: { after_submit: null, shipping_address: null, submit: null, terms_of_service_acceptance: null },
    customer: customer?.id ?? null,
    customer_account: null,
    customer_creation: mode === 'setup' && !customer ? 'if_required' : customer ? null : 'always',
    customer_details: customer ? detailsOf(customer, world) : null,
    customer_email: params.customer_email ?? null,
    discounts: mode === 'setup' ? null : [],
    expires_at: expiresAt,
    integration_identifier: null,
    invoice: null,
    invoice_creation: null,
    line_items: listOf(items?.items ?? [], `/v1/checkout/sessions/${id}/line_items`),
    livemode: false,
    locale: params.locale ?? null,
    managed_payments: null,
    metadata: mergeMetadata({}, params.metadata),
    mode,
    origin_context: null,
    payment_intent: null,
    payment_link: null,
    payment_method_collection: mode === 'subscription' ? (params.payment_method_collection ?? 'always') : null,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: { request_three_d_secure: 'automatic' },
    } as CheckoutSession['payment_method_options'],
    payment_method_types: ['card'],
    payment_status: mode === 'setup' ? 'no_payment_required' : 'unpaid',
    permissions: null,
    phone_number_collection: { enabled: false },
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: 'open',
    submit_type: null,
    subscription: null,
    success_url: params.success_url,
    tax_id_collection: {
      enabled: params.tax_id_collection?.enabled ?? false,
      required: params.tax_id_collection?.required ?? 'never',
    },
    total_details: mode === 'setup' ? null : { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: 'hosted_page',
    url: `${world.origin}/c/pay/${id}`,
    wallet_options: null,
  };
  world.store.put('checkout_sessions', session);
  world.store.put('page_facts', { id, form: { params: JSON.stringify(params) } });
  return session;
}

/** What a page for a card alone may not be asked for [laravel/cashier-stripe#1581]; of the rest nobody has recorded whether it may. */
function checkMode(params: Params, mode: string): void {
  if (mode !== 'setup') return;
  if (params.automatic_tax?.enabled)
    throw invalidRequest('You cannot set `automatic_tax[enabled]=true` in `setup` mode.');
  if (params.line_items) throw invalidRequest('You can not pass `line_items` in `setup` mode.');
  if (params.customer_update || params.tax_id_collection?.enabled)
    throw notEmulated('customer_update and tax_id_collection in mode setup');
}

/** What the session was made with: the page needs it when the customer has paid. */
export function checkoutParams(world: World, id: string): Params {
  return JSON.parse(world.store.must('page_facts', id).form.params!) as Params;
}

/** With a customer that exists, tax needs an address or the right to write one, tax ids the right to write the name [stripe.md §2.1 row 6]. */
function checkTaxRules(params: Params, customer: Customer | null): void {
  if (!customer) return;
  if (params.automatic_tax?.enabled && params.customer_update?.address !== 'auto' && !hasTaxLocation(customer.address))
    throw invalidRequest(
      "Automatic tax calculation in Checkout requires a valid address on the Customer. Add a valid address to the Customer or set either `customer_update[address]` to 'auto' or `customer_update[shipping]` to 'auto' to save the address entered in Checkout to the Customer.",
      { code: 'customer_tax_location_invalid' },
    );
  if (params.tax_id_collection?.enabled && params.customer_update?.name !== 'auto')
    throw invalidRequest(
      'Tax ID collection requires updating business name on the customer. To enable tax ID collection for an existing customer, please set `customer_update[name]` to `auto`.',
    );
}

function lineItems(
  world: World,
  params: Params,
): { currency: string; items: NonNullable<CheckoutSession['line_items']>['data'] } {
  if (!params.line_items?.length)
    throw invalidRequest('Missing required param: line_items.', { code: 'parameter_missing', param: 'line_items' });
  const prices = params.line_items.map((item, index) => {
    if (!item.price) throw notEmulated('line_items without a price');
    return { price: findPrice(world, item.price, `line_items[${index}][price]`), quantity: item.quantity ?? 1 };
  });
  if (!prices.some(({ price }) => price.recurring))
    throw invalidRequest('You must provide at least one recurring price in `subscription` mode when using prices.', {
      param: 'line_items',
    });
  if (prices.some(({ price }) => !price.recurring)) throw notEmulated('one-time prices in Checkout');
  const currency = (params.currency ?? prices[0]!.price.currency).toLowerCase();
  return {
    currency,
    items: prices.map(({ price, quantity }) => {
      const amount = unitAmount(price, currency) * quantity;
      return {
        id: world.newId('li_'),
        object: 'item' as const,
        adjustable_quantity: null,
        amount_discount: 0,
        amount_subtotal: amount,
        amount_tax: 0,
        amount_total: amount,
        currency,
        description: world.store.get('products', price.product)?.name ?? null,
        metadata: {},
        price,
        quantity,
      };
    }),
  };
}

export function detailsOf(customer: Customer, world: World): CheckoutSession['customer_details'] {
  return {
    address: customer.address ?? null,
    business_name: null,
    email: customer.email,
    individual_name: null,
    name: customer.name ?? null,
    phone: customer.phone ?? null,
    tax_exempt: customer.tax_exempt ?? 'none',
    tax_ids: world.store
      .all('tax_ids')
      .filter((taxId) => taxId.customer === customer.id)
      .map(({ type, value }) => ({ type: type as 'eu_vat', value })),
  };
}

/** Nobody can pay by this page any more. 400 when it is not open. */
export function expireCheckoutSession(world: World, id: string): CheckoutSession {
  const before = findCheckoutSession(world, id);
  if (before.status !== 'open')
    throw invalidRequest(
      `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of ${before.status}`,
    );
  const expired = world.store.patch('checkout_sessions', id, { status: 'expired', url: null });
  world.emit('checkout.session.expired', expired);
  return expired;
}
