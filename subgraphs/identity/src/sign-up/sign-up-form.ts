import type { LocaleCode } from '@offplan/kernel/graphql/scalars';
import type { ValidationIssue } from '@offplan/kernel/graphql/user-errors';
import type { NewOrganisation } from '../organisations/create-organisation.ts';
import { organisationFaults } from '../organisations/organisation-faults.ts';
import { passwordIssues } from '../users/password-rules.ts';
import type { NewOrganisationInput } from './sign-up-inputs.ts';

export interface SignUpForm {
  name: string;
  email: string;
  /** Null with the proof of another provider. */
  password: string | null;
  locale: LocaleCode;
  /** Without a country: a guest's, which takes its host's. */
  organisation: (Omit<NewOrganisation, 'country'> & { country: string | null }) | null;
}

/** What the form must hold beside the person: path A needs an Organisation, so does a guest's invitation; a team's needs none. */
export type SignUpPath = 'own_organisation' | 'team' | 'guest';

/** Reads and checks a sign-up form, all faults at once. */
export function readSignUpForm(
  input: {
    name: string;
    email: string;
    password: string | null;
    acceptsTerms: boolean;
    locale: LocaleCode;
    organisation?: NewOrganisationInput | null;
  },
  path: SignUpPath,
): SignUpForm | ValidationIssue[] {
  const issues: ValidationIssue[] = [];
  const fault = (path: string[], code: string, message: string) => issues.push({ path, code, message });
  const name = input.name.trim();
  const email = input.email.trim().toLowerCase();
  if (name.length < 1 || name.length > 80) fault(['name'], 'BAD_LENGTH', 'The name has 1 to 80 characters.');
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) || email.length > 254)
    fault(['email'], 'BAD_FORM', 'This is not an e-mail address.');
  if (!input.acceptsTerms) fault(['acceptsTerms'], 'REQUIRED', 'The terms must be accepted to sign up.');
  const organisation =
    path === 'team' ? null : readOrganisation(input.organisation ?? null, input.locale, path, issues);
  if (input.password !== null)
    issues.push(...passwordIssues(input.password, { email, names: [name, organisation?.name ?? ''] }));
  return issues.length > 0 ? issues : { name, email, password: input.password, locale: input.locale, organisation };
}

function readOrganisation(
  given: NewOrganisationInput | null,
  locale: LocaleCode,
  path: SignUpPath,
  issues: ValidationIssue[],
): SignUpForm['organisation'] {
  if (!given) {
    issues.push({ path: ['organisation'], code: 'REQUIRED', message: 'Name your Organisation.' });
    return null;
  }
  const name = given.name.trim();
  const slug = given.slug?.trim().toLowerCase() || null;
  const country = given.country?.trim().toUpperCase() || null;
  // A guest's takes its host's country where none is given.
  const isMissing = country === null && path === 'own_organisation';
  issues.push(...organisationFaults({ name, slug, country: isMissing ? '' : country }, ['organisation']));
  return { name, slug, country, locale };
}
