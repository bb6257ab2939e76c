import type { LinkState } from '../google/external-identity.ts';
import { SignUpInvalid } from './sign-up-results.ts';

/** The answer to a form whose e-mail another provider should have proved. */
export function proofFault(code: string, message: string): SignUpInvalid {
  return new SignUpInvalid([{ path: ['email'], code, message }]);
}

/** The answer to a person who cannot be linked with what the provider has proved; null where that can be. */
export function linkFault(state: LinkState): SignUpInvalid | null {
  if (state === 'taken') return proofFault('TAKEN', 'This Google account is linked with another offplan account.');
  if (state === 'has_another')
    return proofFault('HAS_ANOTHER', 'Your account has another Google account. Use that one, or a password.');
  return null;
}

/** There is no such proof, or it is too old. */
export function proofExpired(): SignUpInvalid {
  return proofFault('EXPIRED', 'This took too long. Continue with Google once more.');
}
