import type Stripe from 'stripe';
import { findCustomer } from '../../machine/customers.ts';
import {
  attachPaymentMethod,
  createPaymentMethod,
  detachPaymentMethod,
  findPaymentMethod,
} from '../../machine/payment-methods.ts';
import type { World } from '../../machine/world.ts';
import { mergeMetadata } from '../../objects/metadata.ts';
import { type Handlers, handler } from '../handler.ts';
import { type ListParams, page } from '../list.ts';
import { invalidRequest, noSuch } from '../stripe-error.ts';

function ofCustomer(world: World, customer: string, type: string | undefined, params: ListParams, url: string): object {
  findCustomer(world, customer, 'customer');
  const methods = world.store
    .all('payment_methods')
    .filter((method) => method.customer === customer && (type === undefined || method.type === type));
  return page(methods, params, url);
}

export const paymentMethods: Handlers = {
  'POST /v1/payment_methods': handler<Stripe.PaymentMethodCreateParams>(
    ['type', 'card', 'billing_details', 'metadata'],
    ({ world, params }) => createPaymentMethod(world, params),
  ),
  'GET /v1/payment_methods': handler<Stripe.PaymentMethodListParams>(
    ['customer', 'type', 'limit', 'starting_after', 'ending_before'],
    ({ world, params }) => {
      if (!params.customer)
        throw invalidRequest('Missing required param: customer.', { code: 'parameter_missing', param: 'customer' });
      return ofCustomer(world, params.customer, params.type, params, '/v1/payment_methods');
    },
  ),
  'GET /v1/payment_methods/:payment_method': handler('all', ({ world, ids }) =>
    findPaymentMethod(world, ids.payment_method!),
  ),
  'POST /v1/payment_methods/:payment_method': handler<Stripe.PaymentMethodUpdateParams>(
    ['billing_details', 'metadata', 'card'],
    ({ world, ids, params }) => {
      const method = findPaymentMethod(world, ids.payment_method!);
      return world.update(
        'payment_methods',
        method.id,
        {
          metadata: mergeMetadata(method.metadata, params.metadata),
          ...(params.card?.exp_month || params.card?.exp_year
            ? {
                card: {
                  ...method.card!,
                  exp_month: params.card.exp_month ?? method.card!.exp_month,
                  exp_year: params.card.exp_year ?? method.card!.exp_year,
                },
              }
            : {}),
        },
        'payment_method.updated',
      );
    },
  ),
  'POST /v1/payment_methods/:payment_method/attach': handler<Stripe.PaymentMethodAttachParams>(
    ['customer'],
    ({ world, ids, params }) => attachPaymentMethod(world, ids.payment_method!, params.customer ?? ''),
  ),
  'POST /v1/payment_methods/:payment_method/detach': handler('all', ({ world, ids }) =>
    detachPaymentMethod(world, ids.payment_method!),
  ),
  'GET /v1/customers/:customer/payment_methods': handler<Stripe.CustomerListPaymentMethodsParams>(
    ['type', 'limit', 'starting_after', 'ending_before'],
    ({ world, ids, params }) =>
      ofCustomer(world, ids.customer!, params.type, params, `/v1/customers/${ids.customer}/payment_methods`),
  ),
  'GET /v1/customers/:customer/payment_methods/:payment_method': handler('all', ({ world, ids }) => {
    const method = world.store.get('payment_methods', ids.payment_method!);
    if (!method || method.customer !== ids.customer) throw noSuch('PaymentMethod', ids.payment_method!);
    return method;
  }),
};
