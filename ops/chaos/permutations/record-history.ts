import type { AddressInfo } from 'node:net';
import { StripeAccount, setUpStripe } from '@offplan/billing';
import { uuidv7 } from '@offplan/kernel/ids';
import type { Client } from 'pg';
import type Stripe from 'stripe';
import { DEMO_PRICING } from '../../local/demo/demo-pricing.ts';
import { ControlClient } from '../../stripe-emulator/control/control-client.ts';
import { Emulator } from '../../stripe-emulator/emulator.ts';
import { createEmulatorServer } from '../../stripe-emulator/server.ts';
import type { JournalEntry } from '../../stripe-emulator/store/journal.ts';
import { BillingLane, WEBHOOK_SECRET } from './billing-lane.ts';
import type { History } from './histories.ts';
import { type Books, keepBooks, readStanding } from './standing.ts';

const SECRET_KEY = 'sk_test_permutations';
/** A Monday at noon. */
const BEGINNING = Date.UTC(2026, 5, 1, 12) / 1_000;

/** A moment of a history: what had happened since the one before, and how Stripe stood then. */
export interface Point {
  now: Date;
  stripe: JournalEntry;
  events: { id: string; type: string; payload: string }[];
}

/** A history as it was, told in its true order. */
export interface RecordedHistory {
  name: string;
  orgId: string;
  /** Of the links that Stripe gave. */
  origin: string;
  points: Point[];
  /** Billing's rows when it began. */
  beginning: Books;
  /** When it was over: a day after the last point. */
  over: Date;
  /** How the plan stood then. */
  end: string;
}

/** Plays a history on the emulator, with every event worked off in its order, and keeps what a repetition needs. */
export async function recordHistory(
  history: History,
  { databaseUrl, databasePassword, admin }: { databaseUrl: string; databasePassword: string; admin: Client },
): Promise<RecordedHistory> {
  const emulator = new Emulator({
    folder: null,
    seed: history.name.replaceAll(/\W/g, ''),
    isStrict: true,
    shuffle: null,
  });
  const server = createEmulatorServer(emulator);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  emulator.world.origin = origin;
  const control = new ControlClient(origin);
  const stripe = new StripeAccount({ secretKey: SECRET_KEY, webhookSecrets: [WEBHOOK_SECRET], origin }, DEMO_PRICING);
  const lane = await BillingLane.open(databaseUrl, databasePassword, stripe);
  try {
    await control.setClock({ mode: 'frozen', at: BEGINNING });
    lane.clock.set(new Date(BEGINNING * 1_000));
    await setUpStripe(stripe.client, DEMO_PRICING, { appUrl: 'http://app.example', webhookUrl: 'http://app.example' });
    // Events are brought by hand.
    for await (const { id } of stripe.client.webhookEndpoints.list()) await stripe.client.webhookEndpoints.del(id);
    const orgId = uuidv7();
    await lane.openAccount(orgId);
    const beginning = await keepBooks(admin, orgId);
    const points: Point[] = [];
    const known = new Set<string>();
    const point = async () => {
      const events: Point['events'] = [];
      for (let isNew = true; isNew; ) {
        const fresh = emulator.store.all('events').filter(({ id }) => !known.has(id));
        for (const event of fresh) {
          known.add(event.id);
          const payload = JSON.stringify(event);
          await lane.receive(payload);
          const isHandled = await isStored(admin, event.id);
          if (!isHandled) continue;
          await lane.process(event.id);
          events.push({ id: event.id, type: event.type, payload });
        }
        isNew = fresh.length > 0;
      }
      points.push({ now: lane.clock.now(), stripe: structuredClone(emulator.store.snapshot()), events });
    };
    const [{ id: customer }] = (await stripe.client.customers.list({ limit: 1 })).data as [Stripe.Customer];
    await history.play({
      stripe: stripe.client,
      control,
      customer,
      point,
      async pass(seconds) {
        const { now } = await control.advance({ seconds });
        lane.clock.set(new Date(now * 1_000));
      },
    });
    const over = new Date(lane.clock.now().getTime() + 86_400_000);
    lane.clock.set(over);
    await lane.reviewPlan(orgId);
    return { name: history.name, orgId, origin, points, beginning, over, end: await readStanding(admin, orgId) };
  } finally {
    await lane.close();
    emulator.stop();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

async function isStored(admin: Client, event: string): Promise<boolean> {
  return (await admin.query('select from billing.stripe_event where id = $1', [event])).rowCount === 1;
}
