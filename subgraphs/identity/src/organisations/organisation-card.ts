import { Shareable, Tagged } from '@offplan/kernel/graphql/directives';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { Field, ID, ObjectType } from 'type-graphql';
import { Organisation } from './organisation.ts';

@Shareable()
@Tagged('integrator')
@ObjectType({ description: 'An Organisation as others may see it: its name.' })
export class OrganisationCard {
  @Field(() => ID, { description: 'Opaque and global.' })
  id!: string;

  @Field(() => String, { description: 'Display name.' })
  name!: string;

  @Field(() => String, { description: 'The word in addresses.' })
  slug!: string;

  static of({ globalId, name, slug }: Organisation): OrganisationCard {
    return Object.assign(new OrganisationCard(), { id: globalId, name, slug });
  }
}

/** An Organisation that the viewer's transaction may see; null for any other as for an unknown one. */
export async function loadOrganisation(context: RequestContext, id: string): Promise<Organisation | null> {
  const loader = context.loader<string, Organisation | null>(Organisation, async (ids) => {
    const found = await context.em.find(Organisation, { id: { $in: [...ids] } });
    return ids.map((one) => found.find((organisation) => organisation.id === one) ?? null);
  });
  return loader.load(id);
}
