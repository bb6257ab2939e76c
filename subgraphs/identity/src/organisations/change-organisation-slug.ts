import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { NotPermitted, ValidationFailed } from '@offplan/kernel/graphql/user-errors';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { actingPerson } from '../acting-person.ts';
import { lockTeam } from '../members/lock-team.ts';
import { claimSlug, suggestSlugs } from './claim-slug.ts';
import { Organisation } from './organisation.ts';
import {
  type ChangeOrganisationSlugOutcome,
  ChangeOrganisationSlugSuccess,
  SlugChangeTooEarly,
  SlugTakenFailure,
} from './organisation-results.ts';
import { runningRedirect } from './running-redirect.ts';
import { saveOrganisation } from './save-organisation.ts';
import { slugFault } from './slug.ts';
import { nextSlugChange } from './slug-calendar.ts';

/** How long a former slug leads to the new one and nobody may take it (ID-25). */
const REDIRECT_MILLISECONDS = 90 * 86_400_000;

/**
 * Gives the workspace another address (ID-25): by the Owner, once in 12 calendar months from the creation or the last change, and not
 * while the redirect of an earlier change still runs. The former one leads to the new one for 90 days.
 */
export async function changeOrganisationSlug(
  context: RequestContext,
  wanted: string,
): Promise<ChangeOrganisationSlugOutcome> {
  if (!context.may('change_organisation_slug')) return new NotPermitted();
  const slug = wanted.trim().toLowerCase();
  const wrong = slugFault(slug);
  if (wrong) return new ValidationFailed([{ path: ['slug'], ...wrong }]);
  const { orgId } = context;
  return context.transaction(async (tx) => {
    if ((await lockTeam(context, tx)) !== 'owner') return new NotPermitted();
    const organisation = await tx.em.findOneOrFail(Organisation, { id: orgId });
    const former = organisation.slug;
    if (former === slug)
      return new ValidationFailed([
        { path: ['slug'], code: 'SAME', message: 'This is the address of the workspace already.' },
      ]);
    const tooEarly = await whenTooEarly(tx, organisation);
    if (tooEarly) return tooEarly;
    if (!(await claimSlug(tx, slug, orgId)))
      return new SlugTakenFailure((await suggestSlugs(tx, slug, organisation.country)) ?? []);
    const until = new Date(tx.now.getTime() + REDIRECT_MILLISECONDS);
    await tx.query('update identity.organisation_slug set until = ?, leads = true where slug = ?', [until, former]);
    organisation.slug = slug;
    organisation.slugSince = tx.now;
    const data = { before: { slug: former }, after: { slug }, redirectsUntil: until.toISOString() };
    await saveOrganisation(tx, organisation, 'organisation.slug_changed', data, actingPerson(context));
    return Object.assign(new ChangeOrganisationSlugSuccess(), { organisation, redirectsUntil: until });
  });
}

async function whenTooEarly(tx: Transaction, organisation: Organisation): Promise<SlugChangeTooEarly | null> {
  const redirect = await runningRedirect(tx.em, organisation.id, tx.now);
  const nextAt = nextSlugChange(organisation);
  if (redirect) return SlugChangeTooEarly.whileRedirecting(redirect.until, nextAt);
  return nextAt > tx.now ? SlugChangeTooEarly.afterChange(nextAt, tx.now) : null;
}
