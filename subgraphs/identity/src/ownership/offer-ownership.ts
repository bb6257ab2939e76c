import { NotPermitted } from '@offplan/kernel/graphql/user-errors';
import { decodeId, uuidv7 } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { actingPerson } from '../acting-person.ts';
import { sendMail } from '../mails/identity-mails.ts';
import { lockTeam } from '../members/lock-team.ts';
import { Member } from '../members/member.ts';
import { MemberNotFound } from '../members/member-results.ts';
import { optionsOf } from '../options.ts';
import { Organisation } from '../organisations/organisation.ts';
import { requireFreshProof } from '../sessions/fresh-proof.ts';
import { hashToken, newToken } from '../sessions/token.ts';
import { User } from '../users/user.ts';
import { endOwnershipOffer } from './end-ownership-offer.ts';
import { OFFER_MILLISECONDS, OwnershipOffer } from './ownership-offer.ts';
import { type OfferOwnershipOutcome, OfferOwnershipSuccess, OperatorMovesOwnership } from './ownership-results.ts';

/**
 * The Owner offers the ownership to a member, who has 7 days to accept by the link of a mail (ID-22). An earlier open offer is dead.
 * After a first payment an Operator moves it.
 */
export async function offerOwnership(context: RequestContext, memberId: string): Promise<OfferOwnershipOutcome> {
  if (!context.may('transfer_ownership')) return new NotPermitted();
  const id = decodeId('member', memberId);
  if (!id) return new MemberNotFound();
  const proof = await requireFreshProof(context);
  if (proof) return proof;
  const { orgId } = context;
  const { appUrl, supportEmail } = optionsOf(context);
  return context.transaction(async (tx) => {
    if ((await lockTeam(context, tx)) !== 'owner') return new NotPermitted();
    const organisation = await tx.em.findOneOrFail(Organisation, { id: orgId });
    if (organisation.hasPaid) return new OperatorMovesOwnership(supportEmail);
    const member = await tx.em.findOne(Member, { orgId, id, status: 'active' });
    if (!member || member.role === 'owner') return new MemberNotFound();
    await endOwnershipOffer(tx, orgId, actingPerson(context));
    const token = newToken();
    const expiresAt = new Date(tx.now.getTime() + OFFER_MILLISECONDS);
    const offer = tx.em.create(OwnershipOffer, {
      orgId,
      id: uuidv7(tx.now.getTime()),
      userId: member.userId,
      offeredBy: context.person.id,
      status: 'pending',
      tokenHash: Buffer.from(hashToken(token), 'hex'),
      createdAt: tx.now,
      expiresAt,
      version: 1,
    } as never) as OwnershipOffer;
    await tx.em.flush();
    const { name, email, locale } = await tx.em.findOneOrFail(User, { id: member.userId });
    const acting = actingPerson(context);
    await tx.emit({
      orgId,
      subjectType: 'ownership_offer',
      subjectId: offer.id,
      seq: 1,
      type: 'ownership.offered',
      data: { offeredToUserId: member.userId, userId: member.userId },
      ...acting,
      personal: { ...acting.personal, subjectName: name },
    });
    await sendMail(tx, 'ownership_offer', {
      to: email,
      locale,
      orgId,
      about: offer.id,
      values: {
        ownerName: context.person.name,
        organisationName: organisation.name,
        expiresAt,
        link: `${appUrl}/ownership/${token}`,
      },
    });
    return Object.assign(new OfferOwnershipSuccess(), { offer });
  });
}
