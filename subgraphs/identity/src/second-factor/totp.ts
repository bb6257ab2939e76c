import { generateSecret, generateURI, verifySync } from 'otplib';

/** Length of a step of a code, in seconds (RFC 6238). */
const STEP_SECONDS = 30;

/** 160 random bits in Base32, as authenticator apps take them. */
export const newTotpSecret = (): string => generateSecret({ length: 20 });

/** The address behind the QR code. */
export function totpUri(secret: string, email: string): string {
  return generateURI({ issuer: 'offplan', label: email, secret });
}

/**
 * The step of a code that is right now or one step away, or null. A code of `lastStep` or before is refused: it was seen once, so somebody
 * may have looked over the shoulder (RFC 6238, 5.2).
 */
export function stepOfCode(secret: string, code: string, lastStep: number, now: Date): number | null {
  const digits = code.replaceAll(/\s/g, '');
  if (!/^\d{6}$/.test(digits)) return null;
  const result = verifySync({
    secret,
    token: digits,
    epoch: Math.floor(now.getTime() / 1_000),
    period: STEP_SECONDS,
    epochTolerance: STEP_SECONDS,
    ...(lastStep > 0 ? { afterTimeStep: lastStep } : {}),
  });
  return result.valid && 'epoch' in result ? Math.floor(result.epoch / STEP_SECONDS) : null;
}
