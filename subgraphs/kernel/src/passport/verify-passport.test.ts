import { exportJWK, exportSPKI, generateKeyPair, type JWTHeaderParameters, type JWTPayload, SignJWT } from 'jose';
import { afterEach, expect, it, vi } from 'vitest';
import { generatePassportKeys, PASSPORT_ALGORITHM } from './passport-keys.ts';
import {
  PASSPORT_AUDIENCE,
  PASSPORT_ISSUER,
  PASSPORT_LIFETIME_SECONDS,
  PASSPORT_TYPE,
  signPassport,
} from './sign-passport.ts';
import { passportVerifier } from './verify-passport.ts';

type SignKey = Parameters<SignJWT['sign']>[0];

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

it('security check 31: a passport of another key, algorithm, issuer, audience or type, without its times, too long, or changed by one character is none', async () => {
  const { privateKey, publicKey } = await generatePassportKeys();
  const verify = passportVerifier(publicKey);
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    passport: { kind: 'gateway' },
    iss: PASSPORT_ISSUER,
    aud: PASSPORT_AUDIENCE,
    iat: now,
    exp: now + PASSPORT_LIFETIME_SECONDS,
  };
  const header = { alg: PASSPORT_ALGORITHM, typ: PASSPORT_TYPE };
  const sign = (payload: JWTPayload, given: JWTHeaderParameters = header, key: SignKey = privateKey) =>
    new SignJWT(payload).setProtectedHeader(given).sign(key);
  // The comparison: nothing else is wrong with the ones below.
  expect(await verify(await sign(claims))).toEqual({ kind: 'gateway' });

  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const unsigned = (alg: string) => `${encode({ ...header, alg })}.${encode(claims)}.`;
  const publicPem = new TextEncoder().encode(await exportSPKI(publicKey));
  const publicRaw = Buffer.from((await exportJWK(publicKey)).x!, 'base64url');
  const rsa = await generateKeyPair('RS256');
  const bad: Record<string, string> = {
    'alg none': unsigned('none'),
    'alg None': unsigned('None'),
    'no signature under our algorithm': unsigned(PASSPORT_ALGORITHM),
    'the public key (PEM) as an HMAC secret': await sign(claims, { ...header, alg: 'HS256' }, publicPem),
    'the public key (raw) as an HMAC secret': await sign(claims, { ...header, alg: 'HS256' }, publicRaw),
    'another algorithm, its key in the header': await sign(
      claims,
      { ...header, alg: 'RS256', jwk: await exportJWK(rsa.publicKey) },
      rsa.privateKey,
    ),
    'another key of our algorithm': await sign(claims, header, (await generatePassportKeys()).privateKey),
    'another issuer': await sign({ ...claims, iss: 'offplan-subgraph' }),
    'no issuer': await sign({ ...claims, iss: undefined }),
    'another audience': await sign({ ...claims, aud: 'offplan-gateway' }),
    'no audience': await sign({ ...claims, aud: undefined }),
    'another type': await sign(claims, { ...header, typ: 'JWT' }),
    'no type': await sign(claims, { alg: PASSPORT_ALGORITHM }),
    'without an end': await sign({ ...claims, exp: undefined }),
    'without a beginning': await sign({ ...claims, iat: undefined }),
    'issued long ago, with an end far ahead': await sign({ ...claims, iat: now - 3_600, exp: now + 3_600 }),
    'not to be used yet': await sign({ ...claims, nbf: now + 3_600 }),
  };
  for (const [what, token] of Object.entries(bad)) expect(await verify(token), what).toBeNull();

  const good = await sign(claims);
  const [head, , signature] = good.split('.');
  const promoted = encode({ ...claims, passport: { kind: 'user', role: 'owner' } });
  expect(await verify(`${head}.${promoted}.${signature}`)).toBeNull();
  for (const place of [1, head!.length + 3, good.length - 3]) {
    const other = good[place] === 'A' ? 'B' : 'A';
    expect(await verify(good.slice(0, place) + other + good.slice(place + 1)), `at ${place}`).toBeNull();
  }
  for (const nonsense of [undefined, '', '.', '..', 'a.b', 'null', good.slice(0, -10), `${good}.${signature}`])
    expect(await verify(nonsense), String(nonsense)).toBeNull();
});
