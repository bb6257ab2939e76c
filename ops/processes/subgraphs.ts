import { createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { type BillingOptions, createBilling, GRACE_DAYS, Pricing, StripeAccount } from '@offplan/billing';
import { growth } from '@offplan/growth';
import { createIdentity, type IdentityOptions } from '@offplan/identity';
import { inventory } from '@offplan/inventory';
import { isTestKey, type Settings } from '@offplan/kernel/config/settings';
import type { SubgraphDefinition } from '@offplan/kernel/subgraph/subgraph';

/** The keys of the subgraphs: from the environment in production, otherwise made where they are needed. */
export interface SubgraphSecrets {
  /** Ed25519 private key (PEM) that seals the audit chains. */
  auditSealKey: string;
  /** 32 bytes in base64 that seal mails until they are sent. */
  mailSealKey: string;
  /** 32 bytes in base64 that seal the secrets of authenticator apps. */
  signInSealKey: string;
}

/** The secrets that the configuration names; what it does not name comes from `others`. */
export function secretsOf(settings: Settings, others?: SubgraphSecrets): SubgraphSecrets {
  return {
    auditSealKey: settings.OFFPLAN_AUDIT_SEAL_KEY ?? others!.auditSealKey,
    mailSealKey: settings.OFFPLAN_MAIL_SEAL_KEY ?? others!.mailSealKey,
    signInSealKey: settings.OFFPLAN_SIGN_IN_SEAL_KEY ?? others!.signInSealKey,
  };
}

/** Secrets for one run, for tests. */
export function freshSecrets(): SubgraphSecrets {
  return {
    auditSealKey: generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }) as string,
    mailSealKey: randomBytes(32).toString('base64'),
    signInSealKey: randomBytes(32).toString('base64'),
  };
}

function googleOf(settings: Settings): IdentityOptions['google'] {
  const { OFFPLAN_GOOGLE_ISSUER: issuer, OFFPLAN_GOOGLE_CLIENT_ID: clientId } = settings;
  return clientId ? { issuer, clientId, clientSecret: settings.OFFPLAN_GOOGLE_CLIENT_SECRET! } : null;
}

/** What an installation on somebody's own machine has in place of what others have of other companies. */
export interface LocalTwins {
  /** Where a catcher shows the mails. */
  mailsUrl?: string | null;
  /** A twin of Stripe, and what is sold there. */
  billing?: Pick<BillingOptions, 'stripe' | 'pricing'>;
}

/** The account at Stripe that the configuration names; null for none. */
function stripeOf(settings: Settings, pricing: Pricing): StripeAccount | null {
  const { OFFPLAN_STRIPE_SECRET_KEY: secretKey, OFFPLAN_STRIPE_WEBHOOK_SECRETS: webhookSecrets = [] } = settings;
  return secretKey ? new StripeAccount({ secretKey, webhookSecrets, origin: null }, pricing) : null;
}

/** The four subgraphs as values, with what they are configured with. */
export function subgraphDefinitions(
  settings: Settings,
  appUrl: string,
  secrets: SubgraphSecrets,
  twins: LocalTwins = {},
): SubgraphDefinition[] {
  const { mailsUrl = null } = twins;
  const pricing = twins.billing?.pricing ?? new Pricing();
  const identity = createIdentity({
    appUrl,
    sessionIdleSeconds: settings.OFFPLAN_SESSION_IDLE_SECONDS,
    sessionAbsoluteSeconds: settings.OFFPLAN_SESSION_ABSOLUTE_SECONDS,
    signInLimit: settings.OFFPLAN_SIGN_IN_LIMIT,
    signUpLimit: settings.OFFPLAN_SIGN_UP_LIMIT,
    sealKey: createPrivateKey(secrets.auditSealKey),
    mailSealKey: secrets.mailSealKey,
    mailsUrl,
    botCheck: settings.OFFPLAN_TURNSTILE_SECRET
      ? {
          origin: settings.OFFPLAN_TURNSTILE_ORIGIN,
          siteKey: settings.OFFPLAN_TURNSTILE_SITE_KEY!,
          secret: settings.OFFPLAN_TURNSTILE_SECRET,
          hostname: isTestKey(settings.OFFPLAN_TURNSTILE_SECRET) ? null : new URL(appUrl).hostname,
          isBypassed: settings.OFFPLAN_TURNSTILE_BYPASS,
        }
      : null,
    rdapBootstrapUrl: settings.OFFPLAN_RDAP_BOOTSTRAP_URL ?? null,
    signInSealKey: secrets.signInSealKey,
    google: googleOf(settings),
    supportEmail: settings.OFFPLAN_SUPPORT_EMAIL,
  });
  const billing = createBilling({
    pricing,
    graceDays: GRACE_DAYS,
    stripe: twins.billing ? twins.billing.stripe : stripeOf(settings, pricing),
    appUrl,
  });
  return [identity, inventory, billing, growth];
}
