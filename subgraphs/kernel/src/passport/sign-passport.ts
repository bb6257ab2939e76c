import { type CryptoKey, SignJWT } from 'jose';
import type { Passport } from './passport.ts';
import { PASSPORT_ALGORITHM } from './passport-keys.ts';

export const PASSPORT_ISSUER = 'offplan-gateway';
export const PASSPORT_AUDIENCE = 'offplan-subgraph';
export const PASSPORT_TYPE = 'passport+jwt';
export const PASSPORT_LIFETIME_SECONDS = 60;

/** Signs a passport for at most 60 s (security check 31). The time is the real one: a token's life does not follow a moved clock. */
export async function signPassport(passport: Passport, privateKey: CryptoKey): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({ passport })
    .setProtectedHeader({ alg: PASSPORT_ALGORITHM, typ: PASSPORT_TYPE })
    .setIssuer(PASSPORT_ISSUER)
    .setAudience(PASSPORT_AUDIENCE)
    .setIssuedAt(now)
    .setExpirationTime(now + PASSPORT_LIFETIME_SECONDS)
    .sign(privateKey);
}
