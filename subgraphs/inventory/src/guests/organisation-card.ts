import { Shareable, Tagged } from '@offplan/kernel/graphql/directives';
import { encodeId } from '@offplan/kernel/ids';
import { Field, ID, ObjectType } from 'type-graphql';
import type { GuestMirror } from './guest-mirror.ts';

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

  static of(guest: GuestMirror): OrganisationCard {
    return Object.assign(new OrganisationCard(), {
      id: encodeId('org', guest.guestOrgId),
      name: guest.name,
      slug: guest.slug,
    });
  }
}
