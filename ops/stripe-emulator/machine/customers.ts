import { createHash } from 'node:crypto';
import type Stripe from 'stripe';
import { invalidRequest, noSuch, noSuchIn } from '../api/stripe-error.ts';
import { fullAddress } from '../objects/address.ts';
import { mergeMetadata } from '../objects/metadata.ts';
import type { Customer, CustomerBalanceTransaction, PaymentMethod } from '../store/tables.ts';
import type { World } from './world.ts';

/** A customer that is there, and not deleted. */
export function findCustomer(world: World, id: string, param: string | null = null): Customer {
  const customer = world.store.get('customers', id);
  if (customer && !customer.deleted) return customer;
  throw param ? noSuchIn(param, 'customer', id) : noSuch('customer', id);
}

export function createCustomer(world: World, params: Stripe.CustomerCreateParams): Customer {
  checkLocation(params.tax?.validate_location ?? 'deferred', params.address);
  const testClock = params.test_clock ?? null;
  if (testClock && !world.store.get('test_clocks', testClock)) throw noSuchIn('test_clock', 'test_clock', testClock);
  const id = world.newId('cus_');
  const customer: Customer = {
    id,
    object: 'customer',
    address: fullAddress(params.address),
    balance: params.balance ?? 0,
    created: world.now(testClock),
    currency: null,
    default_source: null,
    delinquent: false,
    description: params.description ?? null,
    discount: null,
    email: params.email ?? null,
    invoice_prefix: (params.invoice_prefix ?? createHash('sha256').update(id).digest('hex').slice(0, 8)).toUpperCase(),
    invoice_settings: {
      custom_fields: params.invoice_settings?.custom_fields || null,
      default_payment_method: null,
      footer: params.invoice_settings?.footer ?? null,
      rendering_options: null,
    },
    livemode: false,
    metadata: mergeMetadata({}, params.metadata),
    name: params.name ?? null,
    next_invoice_sequence: params.next_invoice_sequence ?? 1,
    phone: params.phone ?? null,
    preferred_locales: params.preferred_locales ?? [],
    shipping: null,
    tax_exempt: params.tax_exempt || 'none',
    test_clock: testClock,
  };
  world.store.put('customers', customer);
  world.emit('customer.created', customer);
  return customer;
}

export function updateCustomer(world: World, id: string, params: Stripe.CustomerUpdateParams): Customer {
  const before = findCustomer(world, id);
  const { invoice_settings: invoiceSettings } = params;
  const method = invoiceSettings?.default_payment_method;
  if (method) {
    const found = world.store.get('payment_methods', method);
    if (!found) throw noSuchIn('invoice_settings[default_payment_method]', 'PaymentMethod', method);
    if (found.customer !== id)
      throw invalidRequest(
        `The customer does not have a payment method with the ID ${method}. The payment method must be attached to the customer.`,
        { code: 'resource_missing', param: 'invoice_settings[default_payment_method]' },
      );
  }
  const address = params.address === undefined ? before.address : fullAddress(params.address);
  if (params.tax?.validate_location === 'immediately') checkLocation('immediately', params.address ?? before.address);
  const text = (value: string | null | undefined, kept: string | null | undefined) =>
    value === undefined ? (kept ?? null) : value || null;
  return world.update(
    'customers',
    id,
    {
      address,
      balance: params.balance ?? before.balance,
      description: text(params.description, before.description),
      email: text(params.email, before.email),
      name: text(params.name, before.name),
      phone: text(params.phone, before.phone),
      invoice_prefix: params.invoice_prefix ?? before.invoice_prefix,
      preferred_locales: params.preferred_locales ?? before.preferred_locales,
      tax_exempt: params.tax_exempt === undefined ? before.tax_exempt : params.tax_exempt || 'none',
      metadata: mergeMetadata(before.metadata, params.metadata),
      invoice_settings: {
        ...before.invoice_settings,
        ...(method === undefined ? {} : { default_payment_method: method || null }),
        ...(invoiceSettings?.custom_fields === undefined
          ? {}
          : { custom_fields: invoiceSettings.custom_fields || null }),
        ...(invoiceSettings?.footer === undefined ? {} : { footer: invoiceSettings.footer || null }),
      },
    },
    'customer.updated',
  );
}

/** Has Stripe no country for a customer, it cannot compute tax [stripe.md §2.1 row 1.1]. */
export function hasTaxLocation(address: Stripe.Address | Stripe.AddressParam | '' | null | undefined): boolean {
  return Boolean(address && /^[A-Z]{2}$/.test(address.country ?? ''));
}

function checkLocation(when: string, address: Stripe.Address | Stripe.AddressParam | '' | null | undefined): void {
  if (when !== 'immediately' || hasTaxLocation(address)) return;
  throw noTaxLocation({ param: 'address' });
}

export const noTaxLocation = (details: { param?: string } = {}) =>
  invalidRequest("We could not determine the customer's tax location based on the provided customer address.", {
    code: 'customer_tax_location_invalid',
    ...details,
  });

/** What a customer pays with: the subscription's own method, else the customer's default. An attached one alone is none [stripe.md §0.3]. */
export function defaultPaymentMethod(
  world: World,
  customer: string,
  subscriptionMethod: string | null = null,
): PaymentMethod | null {
  const id = subscriptionMethod ?? world.store.get('customers', customer)?.invoice_settings.default_payment_method;
  const found = id ? world.store.get('payment_methods', id) : undefined;
  return found?.customer === customer ? found : null;
}

/** Changes what a customer owes (+) or has as credit (−), and records why. Minor units. */
export function bookCustomerBalance(
  world: World,
  customerId: string,
  entry: {
    amount: number;
    currency: string;
    type: CustomerBalanceTransaction['type'];
    invoice?: string | null;
    credit_note?: string | null;
    description?: string | null;
    metadata?: Record<string, string>;
  },
): CustomerBalanceTransaction {
  const customer = world.store.must('customers', customerId);
  const ending = customer.balance + entry.amount;
  const transaction: CustomerBalanceTransaction = {
    id: world.newId('cbtxn_'),
    object: 'customer_balance_transaction',
    amount: entry.amount,
    checkout_session: null,
    created: world.timeOf(customerId),
    credit_note: entry.credit_note ?? null,
    currency: entry.currency,
    customer: customerId,
    customer_account: null,
    description: entry.description ?? null,
    ending_balance: ending,
    invoice: entry.invoice ?? null,
    livemode: false,
    metadata: entry.metadata ?? {},
    type: entry.type,
  };
  world.store.put('customer_balance_transactions', transaction);
  world.update(
    'customers',
    customerId,
    { balance: ending, currency: customer.currency ?? entry.currency },
    'customer.updated',
  );
  return transaction;
}
