import { expect, it } from 'vitest';
import { pathAfterEntering } from './path-after-entering.ts';

it('ID-6 ID-14 whoever joins or confirms goes to the second step where the revived account has one, else into the workspace', () => {
  const methods = ['authenticator', 'recovery_code'];
  expect(pathAfterEntering({ isOk: true, next: 'second_factor', body: { methods } })).toBe(
    '/sign-in?second=authenticator%2Crecovery_code',
  );
  expect(pathAfterEntering({ isOk: true, organisationSlug: 'halden', body: {} })).toBe('/w/halden');
  expect(pathAfterEntering({ isOk: true, body: {} })).toBe('/');
});
