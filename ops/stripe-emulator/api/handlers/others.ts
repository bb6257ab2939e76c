import type Stripe from 'stripe';
import { createCheckoutSession, expireCheckoutSession, findCheckoutSession } from '../../machine/checkout.ts';
import { createCreditNote, findCreditNote, voidCreditNote } from '../../machine/credit-notes.ts';
import {
  createConfiguration,
  createPortalSession,
  findConfiguration,
  updateConfiguration,
} from '../../machine/portal.ts';
import { createTestClock, deleteTestClock, findTestClock, startAdvance } from '../../machine/test-clocks.ts';
import { API_VERSION } from '../../machine/world.ts';
import { mergeMetadata } from '../../objects/metadata.ts';
import { listOf } from '../../store/plain.ts';
import type { Deliveries } from '../../webhooks/deliveries.ts';
import { type Handlers, handler } from '../handler.ts';
import { page } from '../list.ts';
import { invalidRequest, noSuch } from '../stripe-error.ts';

export const creditNotes: Handlers = {
  'POST /v1/credit_notes': handler<Stripe.CreditNoteCreateParams>(
    [
      'amount',
      'credit_amount',
      'effective_at',
      'invoice',
      'lines',
      'memo',
      'metadata',
      'out_of_band_amount',
      'reason',
      'refund_amount',
      'refunds',
      'shipping_cost',
    ],
    ({ world, params }) => createCreditNote(world, params),
  ),
  'GET /v1/credit_notes': handler<Stripe.CreditNoteListParams>(
    ['customer', 'invoice', 'created', 'limit', 'starting_after', 'ending_before'],
    ({ world, params }) =>
      page(
        world.store
          .all('credit_notes')
          .filter(
            (note) =>
              (params.customer === undefined || note.customer === params.customer) &&
              (params.invoice === undefined || note.invoice === params.invoice),
          ),
        params,
        '/v1/credit_notes',
      ),
  ),
  'GET /v1/credit_notes/preview': handler<Stripe.CreditNotePreviewParams>('all', ({ world, params }) =>
    world.store.rehearse(() => createCreditNote(world, params as Stripe.CreditNoteCreateParams)),
  ),
  'GET /v1/credit_notes/:credit_note': handler('all', ({ world, ids }) => findCreditNote(world, ids.credit_note!)),
  'POST /v1/credit_notes/:credit_note/void': handler('all', ({ world, ids }) =>
    voidCreditNote(world, ids.credit_note!),
  ),
};

export const checkout: Handlers = {
  'POST /v1/checkout/sessions': handler<Stripe.Checkout.SessionCreateParams>(
    [
      'allowed_payment_method_types',
      'automatic_tax',
      'billing_address_collection',
      'cancel_url',
      'client_reference_id',
      'currency',
      'customer',
      'customer_email',
      'customer_update',
      'expires_at',
      'line_items',
      'locale',
      'metadata',
      'mode',
      'payment_method_collection',
      'setup_intent_data',
      'subscription_data',
      'success_url',
      'tax_id_collection',
      'ui_mode',
    ],
    ({ world, params }) => createCheckoutSession(world, params),
  ),
  'GET /v1/checkout/sessions': handler<Stripe.Checkout.SessionListParams>(
    ['customer', 'status', 'subscription', 'created', 'limit', 'starting_after', 'ending_before'],
    ({ world, params }) =>
      page(
        world.store
          .all('checkout_sessions')
          .filter(
            (session) =>
              (params.customer === undefined || session.customer === params.customer) &&
              (params.subscription === undefined || session.subscription === params.subscription) &&
              (params.status === undefined || session.status === params.status),
          ),
        params,
        '/v1/checkout/sessions',
      ),
  ),
  'GET /v1/checkout/sessions/:session': handler('all', ({ world, ids }) => findCheckoutSession(world, ids.session!)),
  'POST /v1/checkout/sessions/:session/expire': handler('all', ({ world, ids }) =>
    expireCheckoutSession(world, ids.session!),
  ),
  'GET /v1/checkout/sessions/:session/line_items': handler<Stripe.Checkout.SessionListLineItemsParams>(
    'all',
    ({ world, ids }) =>
      listOf(
        findCheckoutSession(world, ids.session!).line_items?.data ?? [],
        `/v1/checkout/sessions/${ids.session}/line_items`,
      ),
  ),
};

export const portal: Handlers = {
  'POST /v1/billing_portal/configurations': handler<Stripe.BillingPortal.ConfigurationCreateParams>(
    ['business_profile', 'default_return_url', 'features', 'metadata', 'name'],
    ({ world, params }) => createConfiguration(world, params),
  ),
  'GET /v1/billing_portal/configurations': handler<Stripe.BillingPortal.ConfigurationListParams>(
    'all',
    ({ world, params }) =>
      page(
        world.store
          .all('portal_configurations')
          .filter(
            (each) =>
              (params.active === undefined || each.active === params.active) &&
              (params.is_default === undefined || each.is_default === params.is_default),
          ),
        params,
        '/v1/billing_portal/configurations',
      ),
  ),
  'GET /v1/billing_portal/configurations/:configuration': handler('all', ({ world, ids }) =>
    findConfiguration(world, ids.configuration!),
  ),
  'POST /v1/billing_portal/configurations/:configuration': handler<Stripe.BillingPortal.ConfigurationUpdateParams>(
    ['active', 'business_profile', 'default_return_url', 'features', 'metadata'],
    ({ world, ids, params }) => updateConfiguration(world, ids.configuration!, params),
  ),
  'POST /v1/billing_portal/sessions': handler<Stripe.BillingPortal.SessionCreateParams>(
    ['configuration', 'customer', 'flow_data', 'locale', 'return_url'],
    ({ world, params }) => createPortalSession(world, params),
  ),
};

export const testClocks: Handlers = {
  'POST /v1/test_helpers/test_clocks': handler<Stripe.TestHelpers.TestClockCreateParams>('all', ({ world, params }) =>
    createTestClock(world, params),
  ),
  'GET /v1/test_helpers/test_clocks': handler<Stripe.TestHelpers.TestClockListParams>('all', ({ world, params }) =>
    page(world.store.all('test_clocks'), params, '/v1/test_helpers/test_clocks'),
  ),
  'GET /v1/test_helpers/test_clocks/:clock': handler('all', ({ world, ids }) => findTestClock(world, ids.clock!)),
  'POST /v1/test_helpers/test_clocks/:clock/advance': handler<Stripe.TestHelpers.TestClockAdvanceParams>(
    'all',
    ({ world, ids, params }) => startAdvance(world, ids.clock!, params.frozen_time),
  ),
  'DELETE /v1/test_helpers/test_clocks/:clock': handler('all', ({ world, ids }) => deleteTestClock(world, ids.clock!)),
};

/** Events can be asked for during 30 days. */
const EVENTS_KEPT = 30 * 86_400;

/** Events and webhook endpoints; these need to know how deliveries went. */
export function eventHandlers(deliveries: Deliveries): Handlers {
  return {
    'GET /v1/events': handler<Stripe.EventListParams>(
      ['created', 'delivery_success', 'type', 'types', 'limit', 'starting_after', 'ending_before'],
      ({ world, params }) => {
        if (params.type && params.types)
          throw invalidRequest('You may only specify one of these parameters: type, types.');
        const failed = new Set(
          params.delivery_success === undefined
            ? []
            : world.store
                .all('deliveries')
                .filter(({ state }) => state !== 'delivered')
                .map(({ event }) => event),
        );
        const isOfType = (type: string) =>
          (params.type === undefined ||
            (params.type.endsWith('*') ? type.startsWith(params.type.slice(0, -1)) : type === params.type)) &&
          (params.types === undefined || params.types.includes(type));
        return page(
          world.store
            .all('events')
            .filter(
              (event) =>
                event.created > world.now() - EVENTS_KEPT &&
                isOfType(event.type) &&
                (params.delivery_success === undefined || failed.has(event.id) !== params.delivery_success),
            ),
          params,
          '/v1/events',
        );
      },
    ),
    'GET /v1/events/:event': handler('all', ({ world, ids }) => {
      const event = world.store.get('events', ids.event!);
      if (!event) throw noSuch('event', ids.event!);
      return event;
    }),
    'POST /v1/webhook_endpoints': handler<Stripe.WebhookEndpointCreateParams>(
      ['api_version', 'description', 'enabled_events', 'metadata', 'url'],
      ({ world, params }) => {
        if (params.api_version && params.api_version !== API_VERSION)
          throw invalidRequest(`Invalid API version: ${params.api_version}. The emulator speaks ${API_VERSION}.`, {
            param: 'api_version',
          });
        if (!URL.canParse(params.url))
          throw invalidRequest('Invalid URL: An explicit scheme (such as https) must be provided.', {
            code: 'url_invalid',
            param: 'url',
          });
        const id = world.newId('we_');
        const secret = `whsec_${world.newId('')}`;
        const endpoint = world.store.put('webhook_endpoints', {
          id,
          object: 'webhook_endpoint',
          api_version: params.api_version ?? null,
          application: null,
          created: world.now(),
          description: params.description || null,
          enabled_events: params.enabled_events,
          livemode: false,
          metadata: mergeMetadata({}, params.metadata),
          status: 'enabled',
          url: params.url,
        });
        deliveries.setSecrets(id, [secret]);
        // The secret is told once.
        return { ...endpoint, secret };
      },
    ),
    'GET /v1/webhook_endpoints': handler<Stripe.WebhookEndpointListParams>('all', ({ world, params }) =>
      page(world.store.all('webhook_endpoints'), params, '/v1/webhook_endpoints'),
    ),
    'GET /v1/webhook_endpoints/:webhook_endpoint': handler('all', ({ world, ids }) => {
      const endpoint = world.store.get('webhook_endpoints', ids.webhook_endpoint!);
      if (!endpoint) throw noSuch('webhook endpoint', ids.webhook_endpoint!);
      return endpoint;
    }),
    'POST /v1/webhook_endpoints/:webhook_endpoint': handler<Stripe.WebhookEndpointUpdateParams>(
      ['description', 'disabled', 'enabled_events', 'metadata', 'url'],
      ({ world, ids, params }) => {
        const before = world.store.get('webhook_endpoints', ids.webhook_endpoint!);
        if (!before) throw noSuch('webhook endpoint', ids.webhook_endpoint!);
        return world.store.put('webhook_endpoints', {
          ...before,
          description: params.description === undefined ? before.description : params.description || null,
          enabled_events: params.enabled_events ?? before.enabled_events,
          metadata: mergeMetadata(before.metadata, params.metadata),
          status: params.disabled === undefined ? before.status : params.disabled ? 'disabled' : 'enabled',
          url: params.url ?? before.url,
        });
      },
    ),
    'DELETE /v1/webhook_endpoints/:webhook_endpoint': handler('all', ({ world, ids }) => {
      const endpoint = world.store.get('webhook_endpoints', ids.webhook_endpoint!);
      if (!endpoint) throw noSuch('webhook endpoint', ids.webhook_endpoint!);
      world.store.remove('webhook_endpoints', endpoint.id);
      return { id: endpoint.id, object: 'webhook_endpoint', deleted: true };
    }),
  };
}
