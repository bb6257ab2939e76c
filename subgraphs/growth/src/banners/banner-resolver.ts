import { readEntitlements } from '@offplan/kernel/entitlements/read-entitlements';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Organisation } from '../organisations/organisation.ts';
import { readOrganisationFacts } from '../organisations/organisation-facts.ts';
import { ownOrganisation } from '../organisations/own-organisation.ts';
import { Banner } from './banner.ts';
import { computeBanners } from './compute-banners.ts';

@Resolver(() => Organisation)
export class BannerResolver {
  @FieldResolver(() => [Banner], {
    nullable: true,
    description:
      'What the workspace is to know of its plan now, the most pressing first; null for whoever is not a member, and while growth does not answer.',
  })
  async banners(@Root() organisation: Organisation, @Ctx() context: RequestContext): Promise<Banner[] | null> {
    const orgId = ownOrganisation(context, organisation);
    if (!orgId) return null;
    const entitlements = await readEntitlements(context.em, orgId);
    if (!entitlements) return [];
    const { timeZone } = await readOrganisationFacts(context.em, orgId);
    return computeBanners(entitlements, { now: context.clock.now(), timeZone, mayPay: context.may('change_billing') });
  }
}
