import { SignUpInvalid } from './sign-up-results.ts';

/** The answer to a form whose e-mail another provider should have proved. */
export function proofFault(code: string, message: string): SignUpInvalid {
  return new SignUpInvalid([{ path: ['email'], code, message }]);
}

/** There is no such proof, or it is too old. */
export function proofExpired(): SignUpInvalid {
  return proofFault('EXPIRED', 'This took too long. Continue with Google once more.');
}
