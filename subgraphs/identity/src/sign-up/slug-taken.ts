import { SignUpInvalid } from './sign-up-results.ts';

/** The answer to a wanted slug that is another's, with some that are free (ID-24). */
export function slugTaken(suggestions: string[]): SignUpInvalid {
  return new SignUpInvalid([
    { path: ['organisation', 'slug'], code: 'TAKEN', message: 'This address is taken.', suggestions },
  ]);
}
