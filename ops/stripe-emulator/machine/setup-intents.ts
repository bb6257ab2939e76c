import type Stripe from 'stripe';
import { invalidRequest, noSuch } from '../api/stripe-error.ts';
import { outcomeOfSetup } from '../cards/outcome.ts';
import { mergeMetadata } from '../objects/metadata.ts';
import type { SetupIntent } from '../store/tables.ts';
import { findCustomer } from './customers.ts';
import { attachPaymentMethod, cardError, findPaymentMethod } from './payment-methods.ts';
import type { World } from './world.ts';

export function findSetupIntent(world: World, id: string): SetupIntent {
  const intent = world.store.get('setup_intents', id);
  if (intent) return intent;
  throw noSuch('setupintent', id, 'intent');
}

export function createSetupIntent(world: World, params: Stripe.SetupIntentCreateParams): SetupIntent {
  const customer = params.customer ? findCustomer(world, params.customer, 'customer') : null;
  const id = world.newId('seti_');
  const method = params.payment_method ? findPaymentMethod(world, params.payment_method, 'payment_method') : null;
  const intent: SetupIntent = {
    id,
    object: 'setup_intent',
    allowed_payment_method_types: null,
    application: null,
    automatic_payment_methods: null,
    cancellation_reason: null,
    client_secret: `${id}_secret_${world.newId('')}`,
    created: world.now(customer?.test_clock),
    customer: customer?.id ?? null,
    customer_account: null,
    description: params.description ?? null,
    excluded_payment_method_types: null,
    flow_directions: null,
    last_setup_error: null,
    latest_attempt: null,
    livemode: false,
    mandate: null,
    metadata: mergeMetadata({}, params.metadata),
    next_action: null,
    on_behalf_of: null,
    payment_method: method?.id ?? null,
    payment_method_configuration_details: null,
    payment_method_options: null,
    payment_method_types: ['card'],
    single_use_mandate: null,
    status: method ? 'requires_confirmation' : 'requires_payment_method',
    usage: params.usage ?? 'off_session',
  };
  world.store.put('setup_intents', intent);
  world.emit('setup_intent.created', intent);
  return params.confirm ? confirmSetupIntent(world, id, {}) : intent;
}

/** Saves the card: succeeded, waits for its owner, or 402. */
export function confirmSetupIntent(
  world: World,
  id: string,
  params: { payment_method?: string },
  isAuthenticated = false,
): SetupIntent {
  const before = findSetupIntent(world, id);
  if (before.status === 'succeeded' || before.status === 'canceled')
    throw invalidRequest(`You cannot confirm this SetupIntent because it has a status of ${before.status}.`, {
      code: 'setup_intent_unexpected_state',
    });
  const given = params.payment_method ?? before.payment_method;
  if (!given)
    throw invalidRequest("You cannot confirm this SetupIntent because it's missing a payment method.", {
      code: 'setup_intent_unexpected_state',
    });
  const method = findPaymentMethod(world, given, 'payment_method');
  const outcome = outcomeOfSetup(world, method.id, isAuthenticated);
  if (outcome.is === 'declined') {
    const failed = world.store.patch('setup_intents', id, { status: 'requires_payment_method', payment_method: null });
    world.emit('setup_intent.setup_failed', failed);
    const error = cardError(outcome);
    throw Object.assign(error, { keeps: true });
  }
  if (outcome.is === 'requires_action') {
    const waiting = world.store.patch('setup_intents', id, {
      payment_method: method.id,
      status: 'requires_action',
      next_action: { type: 'use_stripe_sdk', use_stripe_sdk: {} } as SetupIntent['next_action'],
    });
    world.emit('setup_intent.requires_action', waiting);
    return waiting;
  }
  if (isAuthenticated) world.store.patch('card_facts', method.id, { authenticated: true });
  if (before.customer) attachPaymentMethod(world, method.id, before.customer, true);
  const done = world.store.patch('setup_intents', id, {
    payment_method: method.id,
    status: 'succeeded',
    next_action: null,
  });
  world.emit('setup_intent.succeeded', done);
  return done;
}
