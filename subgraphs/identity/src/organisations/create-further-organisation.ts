import { ValidationFailed } from '@offplan/kernel/graphql/user-errors';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { AskedTooOften } from '../profile/profile-results.ts';
import { giveBackPlaces } from '../sessions/throttle.ts';
import { User } from '../users/user.ts';
import { createOrganisation, SlugTaken } from './create-organisation.ts';
import { loadWorkspaces } from './load-workspaces.ts';
import { organisationFaults } from './organisation-faults.ts';
import type { CreateOrganisationInput } from './organisation-inputs.ts';
import { type CreateOrganisationOutcome, CreateOrganisationSuccess, SlugTakenFailure } from './organisation-results.ts';
import { takeOrganisationPlace } from './take-organisation-place.ts';

/** Makes a further Organisation of a person: without a trial, its way on is a plan (ID-23, BIL-17). */
export async function createFurtherOrganisation(
  context: RequestContext,
  input: CreateOrganisationInput,
): Promise<CreateOrganisationOutcome> {
  const name = input.name.trim();
  const slug = input.slug?.trim().toLowerCase() || null;
  const country = input.country.trim().toUpperCase();
  const issues = organisationFaults({ name, slug, country });
  if (issues.length > 0) return new ValidationFailed(issues);
  const userId = context.person.id;
  const made = await context.db.transaction({ userId, requestId: context.facts.requestId }, async (tx) => {
    const places = await takeOrganisationPlace(tx, userId);
    if ('retryAfterSeconds' in places) return AskedTooOften.until(places.retryAfterSeconds);
    const user = await tx.em.findOneOrFail(User, { id: userId });
    const wanted = { name, slug, country, locale: user.locale };
    const organisation = await createOrganisation(context, tx, wanted, user, 'free_guest');
    if (organisation instanceof SlugTaken) await giveBackPlaces(tx, places.ids);
    return organisation;
  });
  if (made instanceof AskedTooOften) return made;
  if (made instanceof SlugTaken) return new SlugTakenFailure(made.suggestions);
  context.forget();
  const workspaces = await loadWorkspaces(context.db.reader({ userId }), userId);
  return Object.assign(new CreateOrganisationSuccess(), {
    workspace: workspaces.find((workspace) => workspace.organisation.id === made.id)!,
  });
}
