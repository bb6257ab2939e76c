import type { Translate } from '../i18n/catalogue.tsx';
import type { AuthFailure } from './auth-routes.ts';

/** What happened and what to do, for a refused sign-in or sign-up. */
export function authFailureText(t: Translate, failure: AuthFailure): string {
  if (failure.code === 'NETWORK') return t('fault.network');
  if (failure.code === 'SIGN_IN_FAILED') return t('signin.failed');
  if (failure.code === 'RATE_LIMITED') {
    return t('signin.limited', { minutes: Math.max(1, Math.ceil((failure.retryAfterSeconds ?? 60) / 60)) });
  }
  return failure.message || t('fault.internal');
}
