import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { LocaleCode } from '@offplan/kernel/graphql/scalars';
import { uuidv7 } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { actingPerson } from '../acting-person.ts';
import { addMember } from '../members/add-member.ts';
import { claimSlug, freeAmong } from './claim-slug.ts';
import { timeZoneOf } from './country.ts';
import { Organisation } from './organisation.ts';
import { similarSlugs, slugFault, slugOf } from './slug.ts';

export interface NewOrganisation {
  name: string;
  /** Null: made from the name. */
  slug: string | null;
  country: string;
  locale: LocaleCode;
}

/** The wanted slug belongs to another Organisation; these do not (ID-24). */
export class SlugTaken {
  readonly suggestions: string[];

  constructor(suggestions: string[]) {
    this.suggestions = suggestions;
  }
}

/** Makes an Organisation with its Owner. `path` decides in billing whether a trial starts (BIL-10, BIL-17). */
export async function createOrganisation(
  context: RequestContext,
  tx: Transaction,
  wanted: NewOrganisation,
  owner: { id: string; name: string },
  path: 'trial' | 'free_guest',
): Promise<Organisation | SlugTaken> {
  const id = uuidv7(tx.now.getTime());
  const slug = await takeSlug(tx, wanted, id);
  if (slug instanceof SlugTaken) return slug;
  return tx.within(id, async () => {
    const { name, country, locale } = wanted;
    const fields = {
      id,
      slug,
      name,
      country,
      timeZone: timeZoneOf(country),
      locale,
      status: 'active',
      version: 1,
      createdAt: tx.now,
      slugSince: tx.now,
      lastActivityAt: tx.now,
      referredByUserId: null,
      deletesAt: null,
      statusBeforeClosing: null,
      hasPaid: false,
    };
    const organisation = tx.em.create(Organisation, fields as never) as Organisation;
    await tx.em.flush();
    await tx.emit({
      orgId: id,
      subjectType: 'organisation',
      subjectId: id,
      seq: 1,
      type: 'organisation.created',
      data: { label: name, path, after: { name, slug, country, timeZone: fields.timeZone } },
      ...actingPerson(context, owner),
    });
    await addMember(context, tx, { orgId: id, user: owner, role: 'owner' });
    return organisation;
  });
}

/** Takes the wanted slug; one that nobody chose gives way to the first free one like it, when it is taken or the Platform's own (ID-24). */
async function takeSlug(tx: Transaction, wanted: NewOrganisation, orgId: string): Promise<string | SlugTaken> {
  const chosen = wanted.slug ?? slugOf(wanted.name);
  if (slugFault(chosen) === null && (await claimSlug(tx, chosen, orgId))) return chosen;
  const free = await freeAmong(tx, similarSlugs(chosen, wanted.country));
  if (wanted.slug === null) for (const slug of free) if (await claimSlug(tx, slug, orgId)) return slug;
  return new SlugTaken(free.slice(0, 3));
}
