import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { suggestSlugs } from '../organisations/claim-slug.ts';
import type { SignUpForm } from './sign-up-form.ts';
import { SignUpInvalid } from './sign-up-results.ts';

/** The answer to a wanted slug that is another's, with some that are free (ID-24). */
export function slugTaken(suggestions: string[]): SignUpInvalid {
  return new SignUpInvalid([
    { path: ['organisation', 'slug'], code: 'TAKEN', message: 'This address is taken.', suggestions },
  ]);
}

/**
 * The answer to a form whose wanted slug is another's, before anything is counted or mailed. A slug is a public host name, so that whether
 * it is taken is no secret. It is claimed when the Organisation is made.
 */
export async function takenSlug(tx: Transaction, { organisation }: SignUpForm): Promise<SignUpInvalid | null> {
  const { slug, country } = organisation!;
  const suggestions = slug ? await suggestSlugs(tx, slug, country!) : null;
  return suggestions && slugTaken(suggestions);
}
