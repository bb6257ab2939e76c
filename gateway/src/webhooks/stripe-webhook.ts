import type { IncomingMessage, ServerResponse } from 'node:http';
import { addressKey } from '@offplan/kernel/address-key';
import type { RequestFacts } from '@offplan/kernel/subgraph/request-context';
import type { SubgraphService } from '../federation/subgraph-service.ts';
import { readText } from '../hosts/read-text.ts';
import type { RequestThrottle } from '../protection/request-throttle.ts';

/** Where Stripe posts its events, under any host name of the installation: its signature says who it is, no host does. */
export const STRIPE_WEBHOOK = '/api/stripe/webhooks';

/** Stripe's largest events have some tens of kilobytes. */
const MOST_BYTES = 512 * 1024;

const RECEIVE = /* GraphQL */ `
  mutation ReceiveStripeEvent($input: ReceiveStripeEventInput!) {
    answer: receiveStripeEvent(input: $input)
  }
`;

/**
 * Hands an event of Stripe's to billing, letter by letter as it came: its signature is of the bytes (BIL-30). 200 when it is kept, 400 when it
 * is refused, and whatever goes wrong on our side is a 5xx, after which Stripe comes again (BIL-33). An address of which too many events were
 * refused waits (GW-37); accepted ones are not counted, however many Stripe sends.
 */
export async function takeStripeEvent(
  { billing, throttle }: { billing: Pick<SubgraphService, 'ask'>; throttle: Pick<RequestThrottle, 'take' | 'waitOf'> },
  request: IncomingMessage,
  response: ServerResponse,
  facts: RequestFacts,
): Promise<void> {
  const answer = (status: number, body: object) => {
    if (status === 413) response.setHeader('connection', 'close');
    response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
    response.end(JSON.stringify(body));
  };
  if (request.method !== 'POST') return answer(405, { error: 'Events are posted here' });
  const signature = request.headers['stripe-signature'];
  if (typeof signature !== 'string' || signature.length > 4_096)
    return answer(400, { error: 'The signature is missing' });
  const address = addressKey(facts.address);
  const wait = await throttle.waitOf('refused_event', address, response);
  if (wait !== null) return answer(429, { error: `Too many events were refused. Try again in ${wait} seconds.` });
  const payload = await readText(request, MOST_BYTES);
  if (payload === null) return answer(413, { error: `An event has at most ${MOST_BYTES} bytes` });
  const refusal = await billing.ask<string | null>(RECEIVE, { payload, signature }, facts);
  if (refusal === null) return answer(200, { received: true });
  // What it was refused for is the answer, also where the counting does not work just now.
  await throttle.take('refused_event', address, facts).catch(() => null);
  return answer(400, { error: refusal });
}
