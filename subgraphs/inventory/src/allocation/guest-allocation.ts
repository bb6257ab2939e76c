import { Tagged } from '@offplan/kernel/graphql/directives';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { Field, ObjectType } from 'type-graphql';
import { GuestMirror } from '../guests/guest-mirror.ts';
import { OrganisationCard } from '../guests/organisation-card.ts';
import type { Project } from '../projects/project.ts';
import { countByAssignee, UnitCounts } from '../projects/unit-counts.ts';

@Tagged('integrator')
@ObjectType({ description: 'The share of one guest Organisation, or the internal pool.' })
export class GuestAllocation {
  @Field(() => OrganisationCard, { nullable: true, description: 'The guest; null is the internal pool.' })
  guestOrganisation!: OrganisationCard | null;

  @Field(() => UnitCounts, { description: 'The units there.' })
  counts!: UnitCounts;
}

/** The internal pool first, then each active guest by name, also one without units. Null for whoever may not assign units. */
export async function guestAllocations(context: RequestContext, project: Project): Promise<GuestAllocation[] | null> {
  if (!context.may('assign_units_to_guests', project.id)) return null;
  const counts = await countByAssignee(context, project.id);
  const guests = await context.em.find(
    GuestMirror,
    { projectId: project.id, isActive: true },
    { orderBy: { name: 'asc' } },
  );
  const share = (guestOrganisation: OrganisationCard | null, key: string | null) =>
    Object.assign(new GuestAllocation(), { guestOrganisation, counts: counts.get(key) ?? UnitCounts.none() });
  return [share(null, null), ...guests.map((guest) => share(OrganisationCard.of(guest), guest.guestOrgId))];
}
