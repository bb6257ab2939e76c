import { DateTime } from '@offplan/kernel/graphql/scalars';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { Field, ObjectType } from 'type-graphql';
import { Organisation } from '../organisations/organisation.ts';
import { hashToken } from '../sessions/token.ts';
import { User } from '../users/user.ts';
import { OwnershipOffer } from './ownership-offer.ts';

@ObjectType({ description: 'What the link of an offer of ownership opens, for the person to whom it was made.' })
export class OwnershipPreview {
  @Field(() => String, { description: 'The Organisation.' })
  organisationName!: string;

  @Field(() => String, { nullable: true, description: 'Its Owner, who offers it.' })
  ownerName!: string | null;

  @Field(() => DateTime, { description: 'Until when it can be accepted.' })
  expiresAt!: Date;

  @Field(() => Boolean, { description: 'Whether it can be accepted now.' })
  isOpen!: boolean;
}

/** What a token opens, or null for one that opens nothing for the viewer. Reading it changes nothing (ID-3). */
export async function previewOwnership(context: RequestContext, token: string): Promise<OwnershipPreview | null> {
  const offer = await context.db.reader({ tokenHash: hashToken(token) }).findOne(OwnershipOffer, { id: { $ne: null } });
  if (offer?.userId !== context.person.id) return null;
  const em = context.db.reader({ orgId: offer.orgId });
  const [organisation, owner] = await Promise.all([
    em.findOneOrFail(Organisation, { id: offer.orgId }),
    em.findOne(User, { id: offer.offeredBy }),
  ]);
  return Object.assign(new OwnershipPreview(), {
    organisationName: organisation.name,
    ownerName: owner?.name ?? null,
    expiresAt: offer.expiresAt,
    isOpen: offer.status === 'pending' && offer.expiresAt > context.clock.now(),
  });
}
