import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import * as openid from 'openid-client';
import { type IdentityOptions, optionsOf } from '../options.ts';

type ProviderOptions = NonNullable<IdentityOptions['google']>;

/** How long the provider may take to answer. */
const TIMEOUT_SECONDS = 5;
/** How long what the provider says about itself is kept. */
const KEEP_MILLISECONDS = 6 * 3_600_000;

const known = new WeakMap<ProviderOptions, { configuration: Promise<openid.Configuration>; until: number }>();

/** Where the provider sends people back to. */
export function callbackUrl(context: RequestContext): URL {
  return new URL('/auth/google/callback', optionsOf(context).appUrl);
}

/**
 * The provider as it describes itself (OpenID Connect Discovery), asked when somebody first needs it; null when none is configured. Throws
 * when the provider does not answer; the next one asks again.
 */
export async function provider(context: RequestContext): Promise<openid.Configuration | null> {
  const options = optionsOf(context).google;
  if (!options) return null;
  const hit = known.get(options);
  if (hit && hit.until > performance.now()) return hit.configuration;
  const entry = { configuration: discover(options), until: performance.now() + KEEP_MILLISECONDS };
  known.set(options, entry);
  entry.configuration.catch(() => known.get(options) === entry && known.delete(options));
  return entry.configuration;
}

function discover({ issuer, clientId, clientSecret }: ProviderOptions): Promise<openid.Configuration> {
  const isPlain = new URL(issuer).protocol === 'http:';
  return openid.discovery(new URL(issuer), clientId, clientSecret, undefined, {
    timeout: TIMEOUT_SECONDS,
    // Refused by the settings in production; a provider on this machine has no certificate.
    execute: isPlain ? [openid.allowInsecureRequests] : [],
  });
}
