import type Stripe from 'stripe';
import { invalidRequest, noSuch, noSuchIn, notEmulated } from '../api/stripe-error.ts';
import { mergeMetadata } from '../objects/metadata.ts';
import type { PortalConfiguration, PortalSession } from '../store/tables.ts';
import { findCustomer } from './customers.ts';
import type { World } from './world.ts';

type Features = PortalConfiguration['features'];

export function findConfiguration(world: World, id: string): PortalConfiguration {
  const configuration = world.store.get('portal_configurations', id);
  if (configuration) return configuration;
  throw noSuch('configuration', id, 'configuration');
}

const NO_FEATURES: Features = {
  customer_update: { allowed_updates: [], enabled: false },
  invoice_history: { enabled: false },
  payment_method_update: { enabled: false, payment_method_configuration: null },
  subscription_cancel: {
    cancellation_reason: { enabled: false, feedback_options: null, options: [] },
    enabled: false,
    mode: 'at_period_end',
    proration_behavior: 'none',
  },
  subscription_pause: { duration: { interval_options: [], type: 'indefinite' }, enabled: false },
  subscription_update: {
    billing_cycle_anchor: null,
    default_allowed_updates: [],
    enabled: false,
    proration_behavior: 'none',
    schedule_at_period_end: { conditions: [] },
    trial_update_behavior: 'end_trial',
  },
};

function featuresAfter(before: Features, given: Stripe.BillingPortal.ConfigurationCreateParams.Features): Features {
  if (given.subscription_update?.enabled || given.subscription_pause?.enabled)
    throw notEmulated('changes of plan and pauses in the portal');
  const { customer_update: update, subscription_cancel: cancel } = given;
  return {
    ...before,
    ...(update
      ? {
          customer_update: {
            enabled: update.enabled,
            allowed_updates: (update.allowed_updates ||
              before.customer_update.allowed_updates) as Features['customer_update']['allowed_updates'],
          },
        }
      : {}),
    ...(given.invoice_history ? { invoice_history: { enabled: given.invoice_history.enabled } } : {}),
    ...(given.payment_method_update
      ? { payment_method_update: { ...before.payment_method_update, enabled: given.payment_method_update.enabled } }
      : {}),
    ...(cancel
      ? {
          subscription_cancel: {
            ...before.subscription_cancel,
            enabled: cancel.enabled,
            mode: cancel.mode ?? before.subscription_cancel.mode,
            cancellation_reason: cancel.cancellation_reason
              ? {
                  enabled: cancel.cancellation_reason.enabled,
                  feedback_options: null,
                  options: (cancel.cancellation_reason.options ||
                    []) as Features['subscription_cancel']['cancellation_reason']['options'],
                }
              : before.subscription_cancel.cancellation_reason,
          },
        }
      : {}),
  };
}

export function createConfiguration(
  world: World,
  params: Stripe.BillingPortal.ConfigurationCreateParams,
): PortalConfiguration {
  const now = world.now();
  const configuration: PortalConfiguration = {
    id: world.newId('bpc_'),
    object: 'billing_portal.configuration',
    active: true,
    application: null,
    business_profile: {
      headline: params.business_profile?.headline || null,
      privacy_policy_url: params.business_profile?.privacy_policy_url ?? null,
      terms_of_service_url: params.business_profile?.terms_of_service_url ?? null,
    },
    created: now,
    default_return_url: params.default_return_url || null,
    features: featuresAfter(NO_FEATURES, params.features),
    is_default: world.store.all('portal_configurations').length === 0,
    livemode: false,
    login_page: { enabled: false, url: null },
    metadata: mergeMetadata({}, params.metadata),
    name: params.name || null,
    updated: now,
  };
  world.store.put('portal_configurations', configuration);
  world.emit('billing_portal.configuration.created', configuration);
  return configuration;
}

export function updateConfiguration(
  world: World,
  id: string,
  params: Stripe.BillingPortal.ConfigurationUpdateParams,
): PortalConfiguration {
  const before = findConfiguration(world, id);
  const { business_profile: profile } = params;
  return world.update(
    'portal_configurations',
    id,
    {
      active: params.active ?? before.active,
      business_profile: {
        headline: profile?.headline === undefined ? before.business_profile.headline : profile.headline || null,
        privacy_policy_url:
          profile?.privacy_policy_url === undefined
            ? before.business_profile.privacy_policy_url
            : profile.privacy_policy_url || null,
        terms_of_service_url:
          profile?.terms_of_service_url === undefined
            ? before.business_profile.terms_of_service_url
            : profile.terms_of_service_url || null,
      },
      default_return_url:
        params.default_return_url === undefined ? before.default_return_url : params.default_return_url || null,
      features: params.features
        ? featuresAfter(before.features, params.features as Stripe.BillingPortal.ConfigurationCreateParams.Features)
        : before.features,
      metadata: mergeMetadata(before.metadata, params.metadata),
      updated: world.now(),
    },
    'billing_portal.configuration.updated',
  );
}

/** `POST /v1/billing_portal/sessions`. Without a configuration the account's first one holds; 400 when there is none. */
export function createPortalSession(world: World, params: Stripe.BillingPortal.SessionCreateParams): PortalSession {
  if (!params.customer)
    throw invalidRequest('Missing required param: customer.', { code: 'parameter_missing', param: 'customer' });
  const customer = findCustomer(world, params.customer, 'customer');
  const configuration = params.configuration
    ? world.store.get('portal_configurations', params.configuration)
    : world.store.all('portal_configurations').find(({ is_default }) => is_default);
  if (!configuration)
    throw params.configuration
      ? noSuchIn('configuration', 'configuration', params.configuration)
      : invalidRequest(
          'No configuration provided and your test mode default configuration has not been created. Provide a configuration or create your default by saving your customer portal settings in test mode at https://dashboard.stripe.com/test/settings/billing/portal.',
        );
  const { flow_data: flow } = params;
  if (flow && flow.type !== 'payment_method_update' && flow.type !== 'subscription_cancel')
    throw notEmulated(`the portal's flow ${flow.type}`);
  const subscription = flow?.subscription_cancel?.subscription;
  if (subscription && world.store.get('subscriptions', subscription)?.customer !== customer.id)
    throw noSuchIn('flow_data[subscription_cancel][subscription]', 'subscription', subscription);
  const id = world.newId('bps_');
  const session: PortalSession = {
    id,
    object: 'billing_portal.session',
    configuration: configuration.id,
    created: world.now(customer.test_clock),
    customer: customer.id,
    customer_account: null,
    flow: flow
      ? {
          after_completion: {
            hosted_confirmation: null,
            redirect: flow.after_completion?.redirect
              ? { return_url: flow.after_completion.redirect.return_url }
              : null,
            type: (flow.after_completion?.type ?? 'portal_homepage') as 'redirect',
          },
          customer_update: null,
          subscription_cancel: subscription ? { retention: null, subscription } : null,
          subscription_pause: null,
          subscription_update: null,
          subscription_update_confirm: null,
          type: flow.type,
        }
      : null,
    livemode: false,
    locale: (params.locale ?? null) as PortalSession['locale'],
    on_behalf_of: null,
    return_url: params.return_url ?? configuration.default_return_url,
    url: `${world.origin}/p/session/${id}`,
  };
  world.store.put('portal_sessions', session);
  world.emit('billing_portal.session.created', session);
  return session;
}
