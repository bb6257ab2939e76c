import { expect, it } from 'vitest';
import type { AuthCall } from './auth-route.ts';
import { GOOGLE_ROUTES } from './google-routes.ts';
import { PROVIDER_COOKIE } from './host-cookie.ts';

/** What the way back from Google answers a browser when identity says so. */
async function comeBack(outcome: object, next = '/') {
  const call: Partial<AuthCall> = {
    sessionSeconds: 60,
    cookie: (which) => (which === PROVIDER_COOKIE ? 'a-way-to-the-provider' : null),
    ask: async <Answer>() => ({ next, purpose: 'sign_in', outcome }) as Answer,
  };
  const { headers, cookies } = await GOOGLE_ROUTES['/auth/google/callback']!.answer({ code: 'x' }, call as AuthCall);
  return { location: headers!.location, cookies: cookies!.join('\n') };
}

it('ID-1 whoever Google knows and we do not goes on where it began: to the form of the sign-up, or of the invitation', async () => {
  const made = { __typename: 'ExternalProofMade', token: 'proof', seconds: 60 };
  expect(await comeBack(made)).toMatchObject({ location: '/sign-up?with=google' });
  expect(await comeBack(made, '/w/halden')).toMatchObject({ location: '/sign-up?with=google' });
  expect(await comeBack(made, '/invitation')).toMatchObject({
    location: '/invitation?with=google',
    cookies: expect.stringContaining('__Host-offplan-proof=proof'),
  });
});

it('security check 26: an e-mail for which Google does not vouch leads to one sign-in in another way, which brings the proof', async () => {
  expect(await comeBack({ __typename: 'ExternalLinkNeeded', token: 'proof', seconds: 60 }, '/w/halden')).toMatchObject({
    location: '/sign-in?link=google&next=%2Fw%2Fhalden',
    cookies: expect.stringContaining('__Host-offplan-proof=proof'),
  });
});

it('security check 27: of two tabs that go to Google the older one comes back in vain, and leaves the newer one its cookie', async () => {
  const refused = { __typename: 'ExternalSignInRefused', code: 'PROVIDER_REFUSED', message: '' };
  expect(await comeBack(refused)).toEqual({ location: '/sign-in?problem=provider_refused', cookies: '' });
  expect((await comeBack({ __typename: 'ExternalLinkNeeded', token: 'proof', seconds: 60 })).cookies).toContain(
    '__Host-offplan-provider=;',
  );
});
