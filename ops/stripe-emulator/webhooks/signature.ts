import { createHmac } from 'node:crypto';

/**
 * The header `Stripe-Signature`: one `v1` for each secret that is valid, and a `v0` that nobody should heed [stripe.md §3 "Webhook delivery"].
 * `timestamp` in seconds.
 */
export function signatureHeader(body: string, secrets: string[], timestamp: number): string {
  const sign = (secret: string) => createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  return [`t=${timestamp}`, ...secrets.map((secret) => `v1=${sign(secret)}`), `v0=${sign('not a secret')}`].join(',');
}
