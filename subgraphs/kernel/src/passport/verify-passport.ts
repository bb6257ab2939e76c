import { type CryptoKey, jwtVerify } from 'jose';
import type { Passport } from './passport.ts';
import { PASSPORT_ALGORITHM } from './passport-keys.ts';
import { PASSPORT_AUDIENCE, PASSPORT_ISSUER, PASSPORT_LIFETIME_SECONDS, PASSPORT_TYPE } from './sign-passport.ts';

export type VerifyPassport = (token: string | undefined) => Promise<Passport | null>;

const REMEMBERED = 2_000;
/** By so much the clocks of the gateway's machine and of a subgraph's may differ. */
const CLOCK_TOLERANCE_SECONDS = 5;

/**
 * Checks passports: signature with the one allowed algorithm, issuer, audience, type, expiry. Anything else is null, and the subgraph
 * answers 401. A token already checked is remembered until it expires, because one passport comes with many requests.
 */
export function passportVerifier(publicKey: CryptoKey): VerifyPassport {
  const known = new Map<string, { passport: Passport; expires: number }>();
  return async (token) => {
    if (!token) return null;
    const hit = known.get(token);
    if (hit) {
      if (hit.expires > Date.now()) return hit.passport;
      known.delete(token);
      return null;
    }
    try {
      const { payload } = await jwtVerify(token, publicKey, {
        algorithms: [PASSPORT_ALGORITHM],
        issuer: PASSPORT_ISSUER,
        audience: PASSPORT_AUDIENCE,
        typ: PASSPORT_TYPE,
        requiredClaims: ['exp', 'iat'],
        maxTokenAge: PASSPORT_LIFETIME_SECONDS,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
      });
      const passport = payload.passport as Passport;
      if (known.size >= REMEMBERED) known.delete(known.keys().next().value!);
      known.set(token, { passport, expires: (payload.exp! + CLOCK_TOLERANCE_SECONDS) * 1000 });
      return passport;
    } catch {
      return null;
    }
  };
}
