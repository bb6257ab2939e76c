import { ValidationFailed, type ValidationIssue } from '@offplan/kernel/graphql/user-errors';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { User } from '../users/user.ts';
import { isCountry } from './country.ts';
import { createOrganisation, SlugTaken } from './create-organisation.ts';
import { loadWorkspaces } from './load-workspaces.ts';
import type { CreateOrganisationInput } from './organisation-inputs.ts';
import { type CreateOrganisationOutcome, CreateOrganisationSuccess, SlugTakenFailure } from './organisation-results.ts';
import { slugFault } from './slug.ts';

/** Makes a further Organisation of a person: without a trial, its way on is a plan (ID-23, BIL-17). */
export async function createFurtherOrganisation(
  context: RequestContext,
  input: CreateOrganisationInput,
): Promise<CreateOrganisationOutcome> {
  const name = input.name.trim();
  const slug = input.slug?.trim().toLowerCase() || null;
  const country = input.country.trim().toUpperCase();
  const wrong = slug ? slugFault(slug) : null;
  const issues: ValidationIssue[] = [
    ...(name.length < 2 || name.length > 80
      ? [{ path: ['name'], code: 'BAD_LENGTH', message: 'The name has 2 to 80 characters.' }]
      : []),
    ...(wrong ? [{ path: ['slug'], ...wrong }] : []),
    ...(isCountry(country) ? [] : [{ path: ['country'], code: 'UNKNOWN', message: 'Choose a country.' }]),
  ];
  if (issues.length > 0) return new ValidationFailed(issues);
  const userId = context.person.id;
  const made = await context.db.transaction({ userId, requestId: context.facts.requestId }, async (tx) => {
    const user = await tx.em.findOneOrFail(User, { id: userId });
    return createOrganisation(context, tx, { name, slug, country, locale: user.locale }, user, 'free_guest');
  });
  if (made instanceof SlugTaken) return new SlugTakenFailure(made.suggestions);
  context.forget();
  const workspaces = await loadWorkspaces(context.db.reader({ userId }), userId);
  return Object.assign(new CreateOrganisationSuccess(), {
    workspace: workspaces.find((workspace) => workspace.organisation.id === made.id)!,
  });
}
