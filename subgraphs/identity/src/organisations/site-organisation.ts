import { ForGateway } from '@offplan/kernel/graphql/directives';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { createUnionType, Field, ObjectType } from 'type-graphql';

@ForGateway()
@ObjectType({ description: 'The address of an Organisation that is there.' })
export class SiteServed {
  @Field(() => String, { description: 'Its slug.' })
  slug!: string;

  @Field(() => Boolean, { description: 'Whether it is suspended: pages stay, read-only (INV-45).' })
  isSuspended!: boolean;
}

@ForGateway()
@ObjectType({ description: 'A former address.' })
export class SiteMoved {
  @Field(() => String, { description: 'The slug of today.' })
  slug!: string;
}

@ForGateway()
@ObjectType({ description: 'The Organisation is put away; its pages are offline (INV-47).' })
export class SiteGone {
  @Field(() => String, { description: 'Its display name.' })
  name!: string;

  @Field(() => String, { description: 'The language of its pages.' })
  locale!: string;
}

export const SiteResult = createUnionType({
  name: 'SiteResult',
  description: 'What the address of an Organisation stands for, by the first match of INV-48.',
  types: () => [SiteServed, SiteMoved, SiteGone] as const,
  resolveType: (value: object) => value.constructor.name,
});
export type SiteOutcome = SiteServed | SiteMoved | SiteGone;

/** What `{slug}.HOST` stands for now; null for nothing: unknown, deleted, or a redirect whose time is over. */
export async function siteOrganisation(context: RequestContext, slug: string): Promise<SiteOutcome | null> {
  const [held] = (await context.db
    .reader({})
    .execute('select org_id, until, leads from identity.organisation_slug where slug = ?', [slug])) as {
    org_id: string;
    until: Date | string | null;
    leads: boolean;
  }[];
  if (!held || (held.until !== null && (!held.leads || new Date(held.until) <= context.clock.now()))) return null;
  const [organisation] = (await context.db
    .reader({ orgId: held.org_id })
    .execute('select slug, name, locale, status from identity.organisation where id = ?', [held.org_id])) as {
    slug: string;
    name: string;
    locale: string;
    status: string;
  }[];
  if (!organisation || organisation.status === 'deleted') return null;
  if (organisation.slug !== slug) return Object.assign(new SiteMoved(), { slug: organisation.slug });
  if (organisation.status === 'active' || organisation.status === 'suspended')
    return Object.assign(new SiteServed(), { slug, isSuspended: organisation.status === 'suspended' });
  return Object.assign(new SiteGone(), { name: organisation.name, locale: organisation.locale });
}
