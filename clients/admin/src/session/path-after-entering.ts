import type { AuthResult } from './auth-routes.ts';

/**
 * Where somebody goes whose account was made or revived: to the second step where the account asks for one, to its workspace, or to the
 * start.
 */
export function pathAfterEntering(result: Extract<AuthResult, { isOk: true }>): string {
  if (result.next === 'second_factor')
    return `/sign-in?${new URLSearchParams({ second: (result.body.methods as string[]).join(',') })}`;
  return result.organisationSlug ? `/w/${result.organisationSlug}` : '/';
}
