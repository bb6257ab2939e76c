import type Stripe from 'stripe';
import { bookCustomerBalance, createCustomer, findCustomer, updateCustomer } from '../../machine/customers.ts';
import { endSubscription } from '../../machine/subscription-cancel.ts';
import { createTaxId, deleteTaxId, findTaxId } from '../../machine/tax-ids.ts';
import { type Handlers, handler } from '../handler.ts';
import { page } from '../list.ts';
import { noSuch } from '../stripe-error.ts';

const WRITABLE = [
  'address',
  'balance',
  'description',
  'email',
  'invoice_prefix',
  'invoice_settings',
  'metadata',
  'name',
  'next_invoice_sequence',
  'phone',
  'preferred_locales',
  'tax',
  'tax_exempt',
] as const;

export const customers: Handlers = {
  'POST /v1/customers': handler<Stripe.CustomerCreateParams>([...WRITABLE, 'test_clock'], ({ world, params }) =>
    createCustomer(world, params),
  ),
  'GET /v1/customers': handler<Stripe.CustomerListParams>('all', ({ world, params }) =>
    page(
      world.store
        .all('customers')
        .filter(
          (customer) =>
            !customer.deleted &&
            (params.email === undefined || customer.email === params.email) &&
            (customer.test_clock ?? undefined) === params.test_clock,
        ),
      params,
      '/v1/customers',
    ),
  ),
  'GET /v1/customers/:customer': handler<Stripe.CustomerRetrieveParams>('all', ({ world, ids }) => {
    const customer = world.store.get('customers', ids.customer!);
    if (!customer) throw noSuch('customer', ids.customer!);
    return customer.deleted ? { id: customer.id, object: 'customer', deleted: true } : customer;
  }),
  'POST /v1/customers/:customer': handler<Stripe.CustomerUpdateParams>(WRITABLE, ({ world, ids, params }) =>
    updateCustomer(world, ids.customer!, params),
  ),
  'DELETE /v1/customers/:customer': handler('all', ({ world, ids }) => {
    const customer = findCustomer(world, ids.customer!);
    for (const subscription of world.store.all('subscriptions'))
      if (subscription.customer === customer.id && !['canceled', 'incomplete_expired'].includes(subscription.status))
        endSubscription(world, subscription.id, 'cancellation_requested');
    world.emit('customer.deleted', customer);
    // Names and addresses stay on invoices, charges and events [stripe.md §0.12].
    world.store.put('customers', { ...customer, deleted: true });
    return { id: customer.id, object: 'customer', deleted: true };
  }),
  'POST /v1/customers/:customer/tax_ids': handler<Stripe.CustomerCreateTaxIdParams>('all', ({ world, ids, params }) =>
    createTaxId(world, findCustomer(world, ids.customer!).id, params),
  ),
  'GET /v1/customers/:customer/tax_ids': handler<Stripe.CustomerListTaxIdsParams>('all', ({ world, ids, params }) =>
    page(
      world.store.all('tax_ids').filter(({ customer }) => customer === ids.customer),
      params,
      `/v1/customers/${ids.customer}/tax_ids`,
    ),
  ),
  'GET /v1/customers/:customer/tax_ids/:tax_id': handler('all', ({ world, ids }) =>
    findTaxId(world, ids.tax_id!, ids.customer!),
  ),
  'DELETE /v1/customers/:customer/tax_ids/:tax_id': handler('all', ({ world, ids }) =>
    deleteTaxId(world, findTaxId(world, ids.tax_id!, ids.customer!).id),
  ),
  'POST /v1/customers/:customer/balance_transactions': handler<Stripe.CustomerCreateBalanceTransactionParams>(
    'all',
    ({ world, ids, params }) =>
      bookCustomerBalance(world, findCustomer(world, ids.customer!).id, {
        amount: params.amount,
        currency: params.currency,
        type: 'adjustment',
        description: params.description ?? null,
      }),
  ),
  'GET /v1/customers/:customer/balance_transactions': handler<Stripe.CustomerListBalanceTransactionsParams>(
    ['limit', 'starting_after', 'ending_before', 'created', 'invoice'],
    ({ world, ids, params }) =>
      page(
        world.store
          .all('customer_balance_transactions')
          .filter(
            ({ customer, invoice }) =>
              customer === ids.customer && (params.invoice === undefined || invoice === params.invoice),
          ),
        params,
        `/v1/customers/${ids.customer}/balance_transactions`,
      ),
  ),
  'GET /v1/customers/:customer/balance_transactions/:transaction': handler('all', ({ world, ids }) => {
    const found = world.store.get('customer_balance_transactions', ids.transaction!);
    if (!found || found.customer !== ids.customer) throw noSuch('customer balance transaction', ids.transaction!);
    return found;
  }),
  'POST /v1/tax_ids': handler<Stripe.TaxIdCreateParams>('all', ({ world, params }) =>
    createTaxId(
      world,
      params.owner?.customer ? findCustomer(world, params.owner.customer, 'owner[customer]').id : null,
      params,
    ),
  ),
  'GET /v1/tax_ids': handler<Stripe.TaxIdListParams>('all', ({ world, params }) =>
    page(
      world.store.all('tax_ids').filter(({ customer }) => customer === (params.owner?.customer ?? null)),
      params,
      '/v1/tax_ids',
    ),
  ),
  'GET /v1/tax_ids/:tax_id': handler('all', ({ world, ids }) => findTaxId(world, ids.tax_id!)),
  'DELETE /v1/tax_ids/:tax_id': handler('all', ({ world, ids }) =>
    deleteTaxId(world, findTaxId(world, ids.tax_id!).id),
  ),
};
