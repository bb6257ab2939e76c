import { expect, it } from 'vitest';
import type { Translate } from '../i18n/catalogue.tsx';
import { formFailureText } from './auth-failure-text.ts';

const t = ((key: string) => key) as Translate;
const failure = { isOk: false, code: 'VALIDATION_FAILED', message: 'English', issues: [] } as const;

it('ID-1 what is wrong with a proof of Google is said in the person’s language, at no field, and other faults of the form in the server’s words', () => {
  const issue = (code: string) => ({ ...failure, issues: [{ path: 'email', code, message: 'In English' }] });
  expect(formFailureText(t, issue('NOT_VOUCHED'))).toBe('google.notVouched');
  expect(formFailureText(t, issue('HAS_ANOTHER'))).toBe('google.hasAnother');
  expect(formFailureText(t, issue('OTHER_EMAIL'))).toBe('google.otherEmail');
  expect(formFailureText(t, issue('SOMETHING'))).toBe('In English');
  expect(formFailureText(t, { ...failure, code: 'SIGN_IN_FAILED' })).toBe('signin.failed');
});
