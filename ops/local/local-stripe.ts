import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BillingOptions, Pricing, StripeAccount, setUpStripe } from '@offplan/billing';
import { FileArchiveStore } from '@offplan/kernel/archive/file-archive-store';
import type { Clock } from '@offplan/kernel/clock';
import type { Settings } from '@offplan/kernel/config/settings';
import { startStripeEmulator } from '../stripe-emulator/start-stripe-emulator.ts';
import { DEMO_PRICING } from './demo/demo-pricing.ts';

/** What charges in local mode. */
export interface LocalStripe {
  billing: Pick<BillingOptions, 'stripe' | 'pricing' | 'archive'>;
  /** Makes what is sold known there, and leads its events here. To be called when the gateway listens. */
  connect(gatewayPort: number, appUrl: string): Promise<void>;
  /** Brings its clock to the product's. */
  travelTo(now: Date): Promise<void>;
  /** When the next thing happens there by itself; null when nothing does, or nobody knows. */
  nextDueAt(): Promise<Date | null>;
  stop(): Promise<void>;
}

/**
 * Stripe's test mode, where a key of it is configured (its events come by `stripe listen`); else its emulator, which keeps what was bought in the data
 * folder.
 */
export async function startLocalStripe(settings: Settings, folder: string, clock: Clock): Promise<LocalStripe> {
  const { OFFPLAN_STRIPE_SECRET_KEY: secretKey, OFFPLAN_STRIPE_WEBHOOK_SECRETS: webhookSecrets = [] } = settings;
  const archive = new FileArchiveStore(join(folder, 'archive'), clock);
  const nothing = {
    connect: async () => {},
    travelTo: async () => {},
    nextDueAt: async () => null,
    stop: async () => {},
  };
  if (secretKey) {
    const pricing = secretKey.includes('_live_') ? new Pricing() : DEMO_PRICING;
    const stripe = new StripeAccount({ secretKey, webhookSecrets, origin: null }, pricing);
    return { billing: { stripe, pricing, archive }, ...nothing };
  }
  if (settings.OFFPLAN_MODE === 'production')
    return { billing: { stripe: null, pricing: new Pricing(), archive: null }, ...nothing };
  const emulator = await startStripeEmulator({
    dataFolder: join(folder, 'stripe'),
    port: settings.OFFPLAN_STRIPE_PORT ?? (settings.OFFPLAN_PORT === 0 ? 0 : settings.OFFPLAN_PORT + 3),
  });
  await emulator.control.setClock({
    mode: 'running',
    offset: Math.round((clock.now().getTime() - Date.now()) / 1_000),
  });
  const secrets: string[] = [];
  const stripe = new StripeAccount(
    { secretKey: emulator.secretKey, webhookSecrets: secrets, origin: emulator.address },
    DEMO_PRICING,
  );
  return {
    billing: { stripe, pricing: DEMO_PRICING, archive },
    async connect(gatewayPort, appUrl) {
      const webhookUrl = `http://127.0.0.1:${gatewayPort}/api/stripe/webhooks`;
      const { webhookSecret, oldWebhooks } = await setUpStripe(stripe.client, DEMO_PRICING, { appUrl, webhookUrl });
      // Where another port was configured before, nobody listens any more; what was made for another version has a successor.
      for await (const { id, url } of stripe.client.webhookEndpoints.list())
        if (url !== webhookUrl || oldWebhooks.includes(id)) await stripe.client.webhookEndpoints.del(id);
      secrets.push(await keepSecret(join(folder, 'stripe', 'webhook-secret'), webhookSecret));
    },
    async travelTo(now) {
      const there = (await emulator.control.clock()).now;
      await emulator.control.advance({ to: Math.max(there, Math.floor(now.getTime() / 1_000)) });
    },
    async nextDueAt() {
      const { next } = await emulator.control.clock();
      return next === null ? null : new Date(next * 1_000);
    },
    stop: () => emulator.stop(),
  };
}

/** The secret is told once, when the webhook is made; at the next start it is wanted again. */
async function keepSecret(file: string, told: string | null): Promise<string> {
  if (told) await writeFile(file, told, { mode: 0o600 });
  return told ?? (await readFile(file, 'utf8'));
}
