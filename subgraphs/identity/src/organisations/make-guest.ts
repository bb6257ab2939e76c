import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { LocaleCode } from '@offplan/kernel/graphql/scalars';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { createOrganisation, type SlugTaken } from './create-organisation.ts';
import { Organisation } from './organisation.ts';

/**
 * Makes the Free Guest Organisation of an invitee who has none (ID-50), in the country of its host where it names no other. The invitation's
 * token has opened the host.
 */
export async function makeGuest(
  context: RequestContext,
  tx: Transaction,
  wanted: { name: string; slug: string | null; country: string | null; locale: LocaleCode },
  of: { owner: { id: string; name: string; email: string }; hostId: string },
): Promise<Organisation | SlugTaken> {
  const host = await tx.within(of.hostId, () => tx.em.findOneOrFail(Organisation, { id: of.hostId }));
  const { country, ...rest } = wanted;
  return createOrganisation(context, tx, { ...rest, country: country ?? host.country }, of.owner, 'free_guest');
}
