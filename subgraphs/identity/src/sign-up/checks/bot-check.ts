import type { Logger } from '@offplan/kernel/logging';
import { z } from 'zod';

/** Cloudflare Turnstile, or what speaks its protocol. */
export interface BotCheckOptions {
  /** Such as `https://challenges.cloudflare.com`. */
  origin: string;
  /** The public key, for the widget. */
  siteKey: string;
  secret: string;
  /** The host whose pages show the widget; null where the secret is a published test key, whose answers name another. */
  hostname: string | null;
  /** Whether sign-ups go on while the service does not answer (ID-9). */
  isBypassed: boolean;
}

/** Names what the widget was shown for; a token made for another form is refused. */
export const BOT_CHECK_ACTION = 'sign-up';

const TIMEOUT_MILLISECONDS = 3_000;

const verdict = z.object({
  success: z.boolean(),
  hostname: z.string().optional(),
  action: z.string().optional(),
  'error-codes': z.array(z.string()).default([]),
});

/** What Turnstile itself is to blame for; anything else speaks of the token. */
const ITS_OWN_FAULTS = new Set(['internal-error', 'missing-input-secret', 'invalid-input-secret', 'bad-request']);

/**
 * Asks Turnstile whether the token came from a person (ID-9). A token works once and for 300 s; Turnstile keeps count. `down`: no answer
 * in 3 s, or none that can be read.
 */
export async function checkBot(
  options: BotCheckOptions,
  token: string | null,
  address: string | null,
  logger: Logger,
): Promise<'person' | 'bot' | 'down'> {
  if (!token) return 'bot';
  try {
    const response = await fetch(`${options.origin}/turnstile/v0/siteverify`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ secret: options.secret, response: token, ...(address ? { remoteip: address } : {}) }),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
    });
    const answer = verdict.parse(await response.json());
    if (!answer.success) {
      const isItsFault = answer['error-codes'].some((code) => ITS_OWN_FAULTS.has(code));
      if (isItsFault) logger.error({ codes: answer['error-codes'] }, 'The bot check refuses our questions');
      return isItsFault ? 'down' : 'bot';
    }
    if (options.hostname === null) return 'person';
    return answer.hostname === options.hostname && answer.action === BOT_CHECK_ACTION ? 'person' : 'bot';
  } catch (fault) {
    logger.error({ fault: String(fault) }, 'The bot check does not answer');
    return 'down';
  }
}
