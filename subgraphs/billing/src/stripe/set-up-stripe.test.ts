import type Stripe from 'stripe';
import { expect, it } from 'vitest';
import { Pricing } from '../plans/pricing.ts';
import { EVENT_TABLE } from '../webhooks/event-table.ts';
import { setUpStripe } from './set-up-stripe.ts';

it('BIL-32 BIL-44 the webhook at Stripe brings the events of the table and no others, also where it was set up for other ones', async () => {
  const urls = { appUrl: 'https://app.example', webhookUrl: 'https://app.example/api/stripe/webhooks' };
  const endpoints: Stripe.WebhookEndpoint[] = [];
  const updates: string[] = [];
  const client = {
    billingPortal: {
      configurations: { list: () => ({ data: [{ active: true, metadata: { offplan: 'portal' } }] }) },
    },
    webhookEndpoints: {
      list: () => ({ data: endpoints }),
      create: (params: Stripe.WebhookEndpointCreateParams) => {
        const made = { id: 'we_1', secret: 'whsec_made', ...params } as unknown as Stripe.WebhookEndpoint;
        endpoints.push(made);
        return made;
      },
      update: (id: string, params: Stripe.WebhookEndpointUpdateParams) => {
        updates.push(id);
        Object.assign(endpoints[0]!, params);
      },
    },
  } as unknown as Stripe;
  const setUp = () => setUpStripe(client, new Pricing([]), urls);
  const wanted = Object.keys(EVENT_TABLE).sort();
  const brought = () => [...endpoints[0]!.enabled_events].sort();

  expect(await setUp()).toEqual({ webhookSecret: 'whsec_made' });
  expect(brought()).toEqual(wanted);
  expect(await setUp()).toEqual({ webhookSecret: null });
  expect(updates).toEqual([]);
  endpoints[0]!.enabled_events = [...wanted.slice(1), 'charge.refunded'];
  await setUp();
  expect(brought()).toEqual(wanted);
  expect(updates).toEqual(['we_1']);
});
