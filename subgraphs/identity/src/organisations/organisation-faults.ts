import type { ValidationIssue } from '@offplan/kernel/graphql/user-errors';
import { isCountry } from './country.ts';
import { slugFault } from './slug.ts';

const LEAST_LETTERS = 2;
const MOST_LETTERS = 80;

/**
 * What is wrong with the facts of an Organisation that somebody gives (ID-20, ID-24), all of it at once; what is left out is not looked at.
 * `within` is where they stand in the form.
 */
export function organisationFaults(
  given: { name?: string | null; slug?: string | null; country?: string | null },
  within: string[] = [],
): ValidationIssue[] {
  const { name, slug, country } = given;
  const isTooLong = name != null && (name.length < LEAST_LETTERS || name.length > MOST_LETTERS);
  const wrong = slug ? slugFault(slug) : null;
  return [
    ...(isTooLong
      ? [
          {
            path: [...within, 'name'],
            code: 'BAD_LENGTH',
            message: `The name of the Organisation has ${LEAST_LETTERS} to ${MOST_LETTERS} characters.`,
          },
        ]
      : []),
    ...(wrong ? [{ path: [...within, 'slug'], ...wrong }] : []),
    ...(country == null || isCountry(country)
      ? []
      : [{ path: [...within, 'country'], code: 'UNKNOWN', message: 'Choose a country.' }]),
  ];
}
