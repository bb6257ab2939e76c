import { Access } from '@offplan/kernel/graphql/access';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { Arg, Ctx, Field, FieldResolver, ID, InputType, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Organisation } from '../organisations/organisation.ts';
import { User } from '../users/user.ts';
import { loadVisibleUser } from '../users/visible-users.ts';
import { acceptOwnership } from './accept-ownership.ts';
import { offerOwnership } from './offer-ownership.ts';
import { OwnershipOffer } from './ownership-offer.ts';
import { OwnershipPreview, previewOwnership } from './ownership-preview.ts';
import {
  type AcceptOwnershipOutcome,
  AcceptOwnershipResult,
  type OfferOwnershipOutcome,
  OfferOwnershipResult,
  type WithdrawOwnershipOfferOutcome,
  WithdrawOwnershipOfferResult,
} from './ownership-results.ts';
import { withdrawOwnershipOffer } from './withdraw-ownership-offer.ts';

@InputType({ description: 'To whom the ownership is offered.' })
class OfferOwnershipInput {
  @Field(() => ID, { description: 'The member.' })
  memberId!: string;
}

@InputType({ description: 'The offer to accept.' })
class AcceptOwnershipInput {
  @Field(() => String, { description: 'The token of its link.' })
  token!: string;
}

@Resolver(() => OwnershipOffer)
export class OwnershipResolver {
  @Access('person')
  @Query(() => OwnershipPreview, {
    nullable: true,
    description: 'What the link of an offer of ownership opens; null for anybody but the person to whom it was made.',
  })
  ownershipOffer(
    @Ctx() context: RequestContext,
    @Arg('token', () => String, { description: 'The token of the link.' }) token: string,
  ): Promise<OwnershipPreview | null> {
    return previewOwnership(context, token);
  }

  @Access('workspace', 'transfer_ownership')
  @Mutation(() => OfferOwnershipResult, { description: 'Offers the ownership to a member, by mail, for 7 days.' })
  offerOwnership(
    @Ctx() context: RequestContext,
    @Arg('input', () => OfferOwnershipInput, { description: 'To whom.' }) input: OfferOwnershipInput,
  ): Promise<OfferOwnershipOutcome> {
    return offerOwnership(context, input.memberId);
  }

  @Access('workspace', 'transfer_ownership')
  @Mutation(() => WithdrawOwnershipOfferResult, { description: 'Takes the open offer of the ownership back.' })
  withdrawOwnershipOffer(@Ctx() context: RequestContext): Promise<WithdrawOwnershipOfferOutcome> {
    return withdrawOwnershipOffer(context);
  }

  @Access('person')
  @Mutation(() => AcceptOwnershipResult, {
    description: 'Accepts the ownership by the link of its mail; the former Owner becomes Admin.',
  })
  acceptOwnership(
    @Ctx() context: RequestContext,
    @Arg('input', () => AcceptOwnershipInput, { description: 'The link’s token.' }) input: AcceptOwnershipInput,
  ): Promise<AcceptOwnershipOutcome> {
    return acceptOwnership(context, input.token);
  }

  @FieldResolver(() => User, { nullable: true, description: 'To whom it was made.' })
  async member(@Root() offer: OwnershipOffer, @Ctx() context: RequestContext): Promise<User | null> {
    return loadVisibleUser(context, offer.userId);
  }
}

/** The open offer, where the Owner sees it. */
@Resolver(() => Organisation)
export class OwnershipOfOrganisationResolver {
  @FieldResolver(() => OwnershipOffer, {
    nullable: true,
    description: 'The open offer of the ownership; null without one, and for whoever is not the Owner.',
  })
  async openOwnershipOffer(
    @Root() organisation: Organisation,
    @Ctx() context: RequestContext,
  ): Promise<OwnershipOffer | null> {
    if (context.passport.organisation?.id !== organisation.id || !context.may('transfer_ownership')) return null;
    return context.em.findOne(OwnershipOffer, {
      orgId: organisation.id,
      status: 'pending',
      expiresAt: { $gt: context.clock.now() },
    });
  }
}
