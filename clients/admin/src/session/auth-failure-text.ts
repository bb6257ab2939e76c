import { isMessageKey, type MessageKey, type Translate } from '../i18n/catalogue.tsx';
import { refusalText, textOfCode } from '../shell/refusal-text.ts';
import type { AuthFailure } from './auth-routes.ts';

/** What can be wrong with what Google has said of somebody. */
const PROOF_FAULTS: Record<string, MessageKey> = {
  EXPIRED: 'google.expired',
  HAS_ANOTHER: 'google.hasAnother',
  KNOWN: 'google.known',
  NOT_VOUCHED: 'google.notVouched',
  OTHER_EMAIL: 'google.otherEmail',
  TAKEN: 'google.taken',
};

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

/** The words for a refused form whose faults stand at no field of it. */
export function formFailureText(t: Translate, failure: AuthFailure, support = ''): string {
  const [issue] = failure.issues;
  if (!issue) return authFailureText(t, failure, support);
  const key = PROOF_FAULTS[issue.code];
  return key ? t(key) : issue.message;
}

/** The words for a code that came in the address after a redirect; nothing for one that is unknown. */
export function problemText(t: Translate, code: string): string | undefined {
  return textOfCode(t, code.toUpperCase());
}
