import type { KeyObject } from 'node:crypto';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import type { BotCheckOptions } from './sign-up/checks/bot-check.ts';

/** What identity is configured with. */
export interface IdentityOptions {
  /** Where the admin app is, such as `https://app.offplan.online`; links in invitations begin with it. */
  appUrl: string;
  /** A session unused for so long ends, and one so old ends however much it is used (ID-4). */
  sessionIdleSeconds: number;
  sessionAbsoluteSeconds: number;
  /** Failed sign-ins per account within 15 minutes; twenty times as many per address (ID-5). */
  signInLimit: number;
  /** Sign-ups per address within 24 hours (ID-11). */
  signUpLimit: number;
  /** Ed25519 private key that seals the heads of the audit chains (ID-71). */
  sealKey: KeyObject;
  /** Seals mails that wait to be sent (GRO-10): 32 bytes in base64. */
  mailSealKey: string;
  /** Where the mails are read, of an installation on somebody’s own machine; null where they go to people’s mailboxes. */
  mailsUrl: string | null;
  /** The bot check of sign-ups (ID-9); null where there is none. */
  botCheck: BotCheckOptions | null;
  /** IANA's list of registries, to ask how old a domain is (ID-10); null where nobody is asked. */
  rdapBootstrapUrl: string | null;
  /** Seals the secrets of authenticator apps and hashes recovery codes (ID-6): 32 bytes in base64. */
  signInSealKey: string;
  /** The OpenID Connect provider behind “Continue with Google” (ID-1); null without. */
  google: { issuer: string; clientId: string; clientSecret: string } | null;
  /** Named to people who need help (ID-12). */
  supportEmail: string;
}

export function optionsOf(context: RequestContext): IdentityOptions {
  return context.options as IdentityOptions;
}
