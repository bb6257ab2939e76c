import { afterEach, expect, it, vi } from 'vitest';
import { generatePassportKeys } from './passport-keys.ts';
import { PASSPORT_LIFETIME_SECONDS, signPassport } from './sign-passport.ts';
import { passportVerifier } from './verify-passport.ts';

afterEach(() => {
  vi.useRealTimers();
});

it('GW-20 a passport is good between machines whose clocks differ by a few seconds, either way, and no longer', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const signedAt = Date.now();
  const { privateKey, publicKey } = await generatePassportKeys();
  const token = await signPassport({ kind: 'gateway' }, privateKey);
  const verifyAt = (seconds: number) => {
    vi.setSystemTime(signedAt + seconds * 1000);
    return passportVerifier(publicKey)(token);
  };
  expect(await verifyAt(-3)).toEqual({ kind: 'gateway' });
  expect(await verifyAt(-10)).toBeNull();
  expect(await verifyAt(PASSPORT_LIFETIME_SECONDS + 3)).toEqual({ kind: 'gateway' });
  expect(await verifyAt(PASSPORT_LIFETIME_SECONDS + 10)).toBeNull();
});

it('GW-20 a passport that was checked before is remembered no longer than it is good', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const signedAt = Date.now();
  const { privateKey, publicKey } = await generatePassportKeys();
  const verify = passportVerifier(publicKey);
  const token = await signPassport({ kind: 'gateway' }, privateKey);
  expect(await verify(token)).toEqual({ kind: 'gateway' });
  vi.setSystemTime(signedAt + (PASSPORT_LIFETIME_SECONDS + 10) * 1000);
  expect(await verify(token)).toBeNull();
});
