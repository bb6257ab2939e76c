import type { MessageKey, Translate } from '../i18n/catalogue.tsx';
import type { AuthFailure } from './auth-routes.ts';

const KEYS: Record<string, MessageKey> = {
  NETWORK: 'fault.network',
  SIGN_IN_FAILED: 'signin.failed',
  SIGN_IN_EXPIRED: 'second.expired',
  SECOND_FACTOR_WRONG: 'second.wrong',
  PROOF_WRONG: 'proof.wrong',
  PASSKEY_CANCELLED: 'passkey.cancelled',
  PASSKEY_REFUSED: 'passkey.refused',
  PROVIDER_UNAVAILABLE: 'google.unavailable',
  PROVIDER_REFUSED: 'google.refused',
  EXTERNAL_IDENTITY_TAKEN: 'google.taken',
};

/** What happened and what to do, for a refused sign-in or sign-up. */
export function authFailureText(t: Translate, failure: AuthFailure): string {
  if (failure.code === 'RATE_LIMITED')
    return t('signin.limited', { minutes: Math.max(1, Math.ceil((failure.retryAfterSeconds ?? 60) / 60)) });
  return problemText(t, failure.code) ?? (failure.message || t('fault.internal'));
}

/** The words for a code, also of one that came in the address after a redirect; nothing for one that is unknown. */
export function problemText(t: Translate, code: string): string | undefined {
  const key = KEYS[code.toUpperCase()];
  return key && t(key);
}
