import { isMessageKey, type Translate } from '../i18n/catalogue.tsx';
import { refusalText, textOfCode } from '../shell/refusal-text.ts';
import type { AuthFailure } from './auth-routes.ts';

/** What happened and what to do, for a refused sign-in or sign-up. `support`: the address that a refused sign-up names (ID-12). */
export function authFailureText(t: Translate, failure: AuthFailure, support = ''): string {
  switch (failure.code) {
    case 'RATE_LIMITED':
      return t('signin.limited', { minutes: Math.max(1, Math.ceil((failure.retryAfterSeconds ?? 60) / 60)) });
    case 'SIGN_UP_REFUSED': {
      const key = `signup.refused.${failure.reason}`;
      return t(isMessageKey(key) ? key : 'signup.refused', { support });
    }
    case 'NETWORK':
      return t('fault.network');
    case 'PASSKEY_CANCELLED':
      return t('passkey.cancelled');
    default:
      return refusalText(t, failure, support) || t('fault.internal');
  }
}

/** The words for a code that came in the address after a redirect; nothing for one that is unknown. */
export function problemText(t: Translate, code: string): string | undefined {
  return textOfCode(t, code.toUpperCase());
}
