import Stripe from 'stripe';
import type { Pricing } from '../plans/pricing.ts';
import { Catalogue } from './catalogue.ts';

export interface StripeOptions {
  secretKey: string;
  /** The secrets of the webhook, all of which are valid: while one is rolled there are two (BIL-30). */
  webhookSecrets: readonly string[];
  /** Where Stripe answers, of an emulator; null: Stripe itself. */
  origin: string | null;
  /** For how long one answer is waited for, in milliseconds. */
  timeout?: number;
}

/** The version that requests are answered in and events are written in: the same, or one of them is read wrongly (stripe.md 0). */
export const STRIPE_VERSION = '2026-10-28.endive';
const TIMEOUT_MS = 20_000;
const RETRIES = 2;

/** Our account at Stripe. */
export class StripeAccount {
  readonly client: Stripe;
  readonly catalogue: Catalogue;
  readonly webhookSecrets: readonly string[];
  /** Of an emulator; null: Stripe itself. */
  readonly origin: string | null;
  /** Whether real money moves. */
  readonly isLive: boolean;

  constructor({ secretKey, webhookSecrets, origin, timeout = TIMEOUT_MS }: StripeOptions, pricing: Pricing) {
    const url = origin === null ? null : new URL(origin);
    this.client = new Stripe(secretKey, {
      apiVersion: STRIPE_VERSION,
      timeout,
      maxNetworkRetries: RETRIES,
      telemetry: false,
      ...(url ? { host: url.hostname, port: url.port, protocol: url.protocol === 'http:' ? 'http' : 'https' } : {}),
    });
    this.catalogue = new Catalogue(this.client, pricing);
    this.webhookSecrets = webhookSecrets;
    this.origin = url?.origin ?? null;
    this.isLive = /^(sk|rk)_live_/.test(secretKey);
  }
}
