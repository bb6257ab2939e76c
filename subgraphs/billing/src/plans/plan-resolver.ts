import { Access } from '@offplan/kernel/graphql/access';
import { Tagged } from '@offplan/kernel/graphql/directives';
import { decodeId } from '@offplan/kernel/ids';
import { localDaysBetween } from '@offplan/kernel/local-days';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { BillingAccount } from '../accounts/billing-account.ts';
import { optionsOf } from '../billing-options.ts';
import { Organisation } from './organisation.ts';
import { type PaymentTrouble, Plan, Tier } from './plan.ts';
import { FEATURES } from './pricing-config.ts';
import { tierView } from './tier-view.ts';

@Resolver(() => Organisation)
export class PlanResolver {
  @Tagged('integrator')
  @Tagged('public')
  @Access('everyone')
  @Query(() => [Tier], { description: 'The tiers, from the least to the most.' })
  tiers(@Ctx() context: RequestContext): Tier[] {
    return optionsOf(context).pricing.tiers.map(tierView);
  }

  @FieldResolver(() => Plan, {
    nullable: true,
    description: 'What the Organisation may do; null for whoever is not a member, and while billing does not answer.',
  })
  plan(@Root() organisation: Organisation, @Ctx() context: RequestContext): Promise<Plan | null> {
    const loader = context.loader<string, Plan | null>(Plan, (ids) =>
      Promise.all(ids.map((id) => loadPlan(context, id))),
    );
    return loader.load(organisation.id);
  }
}

/** Own Organisations only: the workspace, and those that the passport says the person is a member of. Each is read within its own tenant scope. */
async function loadPlan(context: RequestContext, organisationId: string): Promise<Plan | null> {
  const orgId = decodeId('org', organisationId);
  if (!orgId) return null;
  const { passport } = context;
  const isCurrent = passport.organisation?.id === orgId;
  const isMember = isCurrent ? !passport.guest : passport.user?.organisationIds.includes(orgId);
  if (!isMember) return null;
  const em = isCurrent ? context.em : context.db.reader({ orgId });
  const account = await em.findOne(BillingAccount, { orgId });
  const entitlements = account?.published;
  if (!account || !entitlements) return null;
  const { pricing } = optionsOf(context);
  const tier = pricing.tierOf(entitlements.tier);
  return {
    tier: tierView(tier),
    isTrial: entitlements.isTrial,
    trialEndsAt: account.trialEndsAt,
    trialDaysLeft:
      entitlements.isTrial && account.trialEndsAt
        ? Math.max(0, localDaysBetween(context.clock.now(), account.trialEndsAt, account.timeZone))
        : null,
    isContinuing: entitlements.isContinuing,
    endedAt: entitlements.endedAt === null ? null : new Date(entitlements.endedAt),
    isFrozen: entitlements.isFrozen,
    graceEndsAt: entitlements.graceEndsAt === null ? null : new Date(entitlements.graceEndsAt),
    paymentTrouble: entitlements.paymentTrouble as PaymentTrouble | null,
    isEnded: entitlements.status === 'ended',
    limits: entitlements.limits,
    features: FEATURES.map((feature) => ({
      feature,
      isIncluded: entitlements.features.includes(feature),
      leastTier: pricing.leastTierOf(feature),
    })),
    version: entitlements.version,
  };
}
