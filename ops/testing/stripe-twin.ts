import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StripeAccount, setUpStripe } from '@offplan/billing';
import type Stripe from 'stripe';
import { DEMO_PRICING } from '../local/demo/demo-pricing.ts';
import { type StripeEmulator, startStripeEmulator } from '../stripe-emulator/start-stripe-emulator.ts';

export interface StripeTwinOptions {
  /** Whether what was done there outlives its process. */
  isKept?: boolean;
  /** For how long one of its answers is waited for, in milliseconds. */
  timeout?: number;
}

/** Stripe's emulator with what offplan sells, and our account there. */
export class StripeTwin {
  readonly emulator: StripeEmulator;
  readonly account: StripeAccount;
  readonly #folder: string;
  /** Filled when the webhook is made: Stripe tells its secret once. */
  readonly #secrets: string[];

  private constructor(emulator: StripeEmulator, account: StripeAccount, secrets: string[], folder: string) {
    this.#folder = folder;
    this.emulator = emulator;
    this.account = account;
    this.#secrets = secrets;
  }

  static async start(now: Date, { isKept, timeout }: StripeTwinOptions = {}): Promise<StripeTwin> {
    const folder = await mkdtemp(join(tmpdir(), 'offplan-stripe-'));
    const emulator = await startStripeEmulator({
      strict: true,
      // Stripe promises no order, so no test may count on one (stripe.md 3). Another seed is another order.
      shuffle: process.env.STRIPE_SHUFFLE_SEED ?? 'offplan',
      ...(isKept ? { dataFolder: join(folder, 'journal') } : {}),
    });
    await emulator.control.setClock({ mode: 'frozen', at: Math.floor(now.getTime() / 1_000) });
    const secrets: string[] = [];
    const account = new StripeAccount(
      {
        secretKey: emulator.secretKey,
        webhookSecrets: secrets,
        origin: emulator.address,
        ...(timeout ? { timeout } : {}),
      },
      DEMO_PRICING,
    );
    return new StripeTwin(emulator, account, secrets, folder);
  }

  get client(): Stripe {
    return this.account.client;
  }

  get secrets(): readonly string[] {
    return this.#secrets;
  }

  /** Where invoices are archived. */
  get archiveFolder(): string {
    return join(this.#folder, 'archive');
  }

  async stop(): Promise<void> {
    await this.emulator.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Products, prices and the webhook that leads to a gateway. */
  async connect(gatewayPort: number, appUrl: string): Promise<void> {
    const webhookUrl = `http://127.0.0.1:${gatewayPort}/api/stripe/webhooks`;
    const { webhookSecret } = await setUpStripe(this.client, DEMO_PRICING, { appUrl, webhookUrl });
    this.#secrets.push(webhookSecret!);
  }
}
