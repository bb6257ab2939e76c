import { Shareable, Tagged } from '@offplan/kernel/graphql/directives';
import { encodeId } from '@offplan/kernel/ids';
import type { Passport } from '@offplan/kernel/passport/passport';
import { Field, ID, ObjectType } from 'type-graphql';
import { AllocationMode } from '../projects/project.ts';

@Shareable()
@Tagged('integrator')
@ObjectType({ description: 'A person as the viewer may know it (INV-68).' })
export class Person {
  @Field(() => ID, { nullable: true, description: "The User's id; null where only the Organisation may be shown." })
  id!: string | null;

  @Field(() => String, {
    description: "The person's name, or the display name of the Organisation for which the person acted.",
  })
  name!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The guest Organisation for which the person acted; null for the team of the host.',
  })
  organisationName!: string | null;
}

/** Somebody who did something to a unit, as stored. Ids are UUIDs. */
export interface StoredPerson {
  userId: string | null;
  name: string | null;
  /** The Organisation acted for: the host's, or a guest's. */
  orgId: string | null;
  orgName: string | null;
}

/**
 * What a viewer may know of who acted (INV-68, SCH-8): the host's team sees every name; a guest sees its own people and the host's, of
 * other guests the Organisation's name in Open mode and nothing in Closed.
 */
export function showPerson(passport: Passport, mode: AllocationMode, person: StoredPerson): Person | null {
  if (!person.userId || !person.name) return null;
  const hostId = passport.organisation?.id;
  const isOfHost = person.orgId === hostId;
  const whole: Person = {
    id: encodeId('user', person.userId),
    name: person.name,
    organisationName: isOfHost ? null : person.orgName,
  };
  if (!passport.guest) return passport.role ? whole : null;
  if (isOfHost || person.orgId === passport.guest.organisationId) return whole;
  return mode === AllocationMode.OPEN && person.orgName
    ? { id: null, name: person.orgName, organisationName: person.orgName }
    : null;
}

/** Whom the viewer acts for: the guest Organisation, or the workspace's own. */
export function actsFor(passport: Passport): { id: string; name: string } {
  if (passport.guest) return { id: passport.guest.organisationId, name: passport.guest.organisationName };
  return { id: passport.organisation!.id, name: passport.organisation!.name };
}
