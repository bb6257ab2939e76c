import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser';
import { type AuthFailure, type AuthResult, post } from './auth-routes.ts';

/** What a half-done sign-in can be completed with. */
export type SecondFactor = 'authenticator' | 'passkey' | 'recovery_code';

/** A renewed proof of identity, or the second factor of a sign-in. */
export type Factor = { readonly password: string } | { readonly code: string } | { readonly recoveryCode: string };

export const completeSignIn = (factor: Factor) => post('/auth/second-factor', factor);
export const prove = (factor: Factor) => post('/auth/prove', factor);
export const requestPasswordReset = (email: string) => post('/auth/request-password-reset', { email });
export const resetPassword = (token: string, password: string) => post('/auth/reset-password', { token, password });
export const confirmEmail = (token: string) => post('/auth/confirm-email', { token });
export const beginGoogleLink = () => post('/auth/google/link', {});

/** Where a browser goes to sign in with Google, and comes back from to `next`. */
export function googleAddress(next: string, org?: string | null): string {
  return `/auth/google/start?${new URLSearchParams({ next, ...(org ? { org } : {}) })}`;
}

/** The person closed the browser's own dialog, or the device has no passkey for us. */
const CANCELLED: AuthFailure = { isOk: false, code: 'PASSKEY_CANCELLED', message: '', issues: [] };

type Ceremony = 'sign_in' | 'second_factor' | 'prove' | 'register';

async function ceremony(purpose: Ceremony, path: string, more: object = {}): Promise<AuthResult> {
  const begun = await post('/auth/passkey/options', { purpose });
  if (!begun.isOk) return begun;
  // Only who uses passkeys loads what speaks with them.
  const { startAuthentication, startRegistration } = await import('@simplewebauthn/browser');
  const options = begun.body as unknown;
  try {
    const passkey =
      purpose === 'register'
        ? await startRegistration({ optionsJSON: options as PublicKeyCredentialCreationOptionsJSON })
        : await startAuthentication({ optionsJSON: options as PublicKeyCredentialRequestOptionsJSON });
    return await post(path, { ...more, passkey });
  } catch {
    return CANCELLED;
  }
}

export const signInByPasskey = (org: string | null, linksGoogle: boolean) =>
  ceremony('sign_in', '/auth/passkey/sign-in', { org, linksGoogle });
export const completeByPasskey = () => ceremony('second_factor', '/auth/second-factor');
export const proveByPasskey = () => ceremony('prove', '/auth/prove');
export const addPasskey = (name: string) => ceremony('register', '/auth/passkey/register', { name });

/** Whether this browser can use passkeys at all. */
export const knowsPasskeys = (): boolean => typeof window.PublicKeyCredential === 'function';
