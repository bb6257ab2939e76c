import { NotPermitted } from '@offplan/kernel/graphql/user-errors';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { actingPerson } from '../acting-person.ts';
import { lockTeam } from '../members/lock-team.ts';
import { endOwnershipOffer } from './end-ownership-offer.ts';
import {
  OwnershipOfferNotUsable,
  type WithdrawOwnershipOfferOutcome,
  WithdrawOwnershipOfferSuccess,
} from './ownership-results.ts';

/** Takes the open offer of the ownership back; its link is dead at once. */
export async function withdrawOwnershipOffer(context: RequestContext): Promise<WithdrawOwnershipOfferOutcome> {
  if (!context.may('transfer_ownership')) return new NotPermitted();
  return context.transaction(async (tx) => {
    if ((await lockTeam(context, tx)) !== 'owner') return new NotPermitted();
    const offer = await endOwnershipOffer(tx, context.orgId, actingPerson(context));
    return offer ? Object.assign(new WithdrawOwnershipOfferSuccess(), { offer }) : new OwnershipOfferNotUsable();
  });
}
