import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { StripeAccount, setUpStripe } from '@offplan/billing';
import { databaseUrlFor, rolesOf } from '@offplan/kernel/database/subgraph-roles';
import { Pool } from 'pg';
import { request } from 'undici';
import { DEMO_PRICING } from '../local/demo/demo-pricing.ts';
import { startStripeEmulator } from '../stripe-emulator/start-stripe-emulator.ts';
import { type BenchResult, median, rounded, throughput } from './result.ts';
import { openStage, PASSWORD, type Stage } from './stage.ts';

const CLIENTS = 32;
const ROUNDS = 3;
const MILLISECONDS = 4_000;
/** So many events are worked off, to see how long that takes. */
const PROCESSED = 200;
const SECRET = 'whsec_of_the_bench';

/**
 * Events of Stripe's through the gateway's route, signed by Stripe's own package: accepted, which is stored and queued, against the same two
 * inserts by plain `pg`; and worked off, each of which asks Stripe's emulator for everything about its customer.
 */
export async function webhooks(): Promise<BenchResult> {
  const emulator = await startStripeEmulator();
  const { secretKey, address: origin } = emulator;
  const stripe = new StripeAccount({ secretKey, webhookSecrets: [SECRET], origin }, DEMO_PRICING);
  // The events come from here alone: the one that the emulator would bring leads nowhere.
  await setUpStripe(stripe.client, DEMO_PRICING, { appUrl: 'http://app.example', webhookUrl: 'http://127.0.0.1:9/' });
  const stage = await openStage({ billing: { stripe, pricing: DEMO_PRICING, archive: null } });
  const raw = new Pool({
    connectionString: databaseUrlFor(stage.databaseUrl, rolesOf('billing').app, PASSWORD),
    max: 8,
  });
  try {
    const customer = await customerOf(stage);
    const processed = await processing(stage, stripe, customer);
    // What is accepted from here on belongs to nobody and is quickly worked off: the two are measured each by itself.
    const rounds: { accepted: number; rawAccepted: number }[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const accepted = await throughput(CLIENTS, MILLISECONDS, () => bring(stage, stripe, eventOf(null)));
      await drained(stage);
      const rawAccepted = await throughput(CLIENTS, MILLISECONDS, () => insert(raw));
      await drained(stage);
      rounds.push({ accepted, rawAccepted });
    }
    const ratios = rounds.map(({ accepted, rawAccepted }) => accepted / rawAccepted);
    const ratio = median(ratios);
    return {
      name: 'webhooks',
      ratio: rounded(ratio),
      goal: '>= 0.5 of raw pg',
      holds: ratio >= 0.5,
      figures: {
        clients: CLIENTS,
        acceptedPerSecond: rounded(median(rounds.map(({ accepted }) => accepted)), 0),
        processedPerSecond: rounded(processed, 0),
        processed: PROCESSED,
      },
      yardstick: { insertedPerSecond: rounded(median(rounds.map(({ rawAccepted }) => rawAccepted)), 0) },
      spread: { accepted: ratios.map((one) => rounded(one)) },
    };
  } finally {
    await raw.end();
    await stage.close();
    await emulator.stop();
  }
}

/** The customer of the stage's Organisation, once Stripe has heard of its trial. */
async function customerOf({ admin }: Stage): Promise<string> {
  for (;;) {
    const { rows } = await admin.query(
      'select c.customer_id from billing.stripe_customer c join billing.subscription s using (org_id)',
    );
    if (rows[0]) return rows[0].customer_id;
    await sleep(50);
  }
}

/** An event as Stripe sends it. Of a customer that is not ours, or of none, there is nothing to work off. */
function eventOf(customer: string | null): string {
  return JSON.stringify({
    id: `evt_${randomUUID().replaceAll('-', '')}`,
    object: 'event',
    type: 'customer.subscription.updated',
    livemode: false,
    created: Math.floor(performance.timeOrigin / 1_000),
    api_version: '2026-10-28.endive',
    data: { object: { id: 'sub_bench', object: 'subscription', customer } },
  });
}

async function bring({ system }: Stage, { client }: StripeAccount, payload: string): Promise<void> {
  const answer = await request(`http://127.0.0.1:${system.gateway.port}/api/stripe/webhooks`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'stripe-signature': client.webhooks.generateTestHeaderString({ payload, secret: SECRET }),
    },
    body: payload,
  });
  const text = await answer.body.text();
  if (answer.statusCode !== 200) throw new Error(`An event was answered with ${answer.statusCode}: ${text}`);
}

/** The same rows without offplan: the event and its job, in one transaction. */
async function insert(pool: Pool): Promise<void> {
  const id = `evt_${randomUUID().replaceAll('-', '')}`;
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query(
      `insert into billing.stripe_event (id, type, object_id, customer_id, charge_id, created_at, received_at)
       values ($1, 'customer.subscription.updated', 'sub_bench', null, null, now(), now()) on conflict (id) do nothing returning id`,
      [id],
    );
    await client.query(`select jobs.enqueue('billing.process_stripe_event', $1::json, $2, now())`, [
      JSON.stringify({ id }),
      `stripe ${id}`,
    ]);
    await client.query('commit');
  } finally {
    client.release();
  }
}

/** Resolves when every event is worked off. */
async function drained({ admin }: Stage): Promise<void> {
  for (;;) {
    const { rows } = await admin.query(
      `select exists (select from billing.stripe_event where state = 'received') as busy`,
    );
    if (!rows[0].busy) return;
    await sleep(20);
  }
}

/** Events of a customer a second, from the first that is taken in to the last that is worked off. */
async function processing(stage: Stage, stripe: StripeAccount, customer: string): Promise<number> {
  await drained(stage);
  const began = performance.now();
  await Promise.all(Array.from({ length: PROCESSED }, () => bring(stage, stripe, eventOf(customer))));
  await drained(stage);
  return (PROCESSED / (performance.now() - began)) * 1_000;
}
