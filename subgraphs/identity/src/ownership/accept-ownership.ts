import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { actingPerson } from '../acting-person.ts';
import { sendMail } from '../mails/identity-mails.ts';
import { Member } from '../members/member.ts';
import { loadWorkspaces } from '../organisations/load-workspaces.ts';
import { lockOrganisation } from '../organisations/lock-organisation.ts';
import { Organisation } from '../organisations/organisation.ts';
import { hashToken } from '../sessions/token.ts';
import { User } from '../users/user.ts';
import { OwnershipOffer } from './ownership-offer.ts';
import { type AcceptOwnershipOutcome, AcceptOwnershipSuccess, OwnershipOfferNotUsable } from './ownership-results.ts';

/**
 * Moves the ownership to the member to whom it was offered, who accepts by the link and is signed in as itself (ID-22). The former Owner
 * becomes Admin in the same transaction: at every moment exactly one person owns the Organisation (ID-21).
 */
export async function acceptOwnership(context: RequestContext, token: string): Promise<AcceptOwnershipOutcome> {
  const found = await context.db.reader({ tokenHash: hashToken(token) }).findOne(OwnershipOffer, { id: { $ne: null } });
  const userId = context.person.id;
  if (found?.userId !== userId) return new OwnershipOfferNotUsable();
  const { orgId, id } = found;
  const isMoved = await context.db.transaction(
    { orgId, userId, requestId: context.facts.requestId },
    async (tx): Promise<boolean> => {
      await lockOrganisation(tx, orgId);
      const offer = await tx.em.findOne(OwnershipOffer, { orgId, id, status: 'pending' });
      const organisation = await tx.em.findOneOrFail(Organisation, { id: orgId });
      if (!offer || offer.expiresAt <= tx.now || organisation.hasPaid || organisation.status !== 'active') return false;
      const owner = await tx.em.findOneOrFail(Member, { orgId, role: 'owner', status: 'active' });
      const successor = await tx.em.findOne(Member, { orgId, userId, status: 'active' });
      // Only the Owner of that moment could offer it, and whoever has left since has nothing to accept.
      if (!successor || owner.userId !== offer.offeredBy) return false;
      const formerRole = successor.role;
      const formerManager = successor.managerUserId;
      offer.status = 'accepted';
      offer.version += 1;
      // One after the other: two Owners would break the index, for an instant too.
      owner.role = 'admin';
      owner.version += 1;
      organisation.version += 1;
      await tx.em.flush();
      successor.role = 'owner';
      successor.managerUserId = null;
      successor.version += 1;
      await tx.em.flush();
      const [former, next] = await Promise.all(
        [owner.userId, userId].map((one) => tx.em.findOneOrFail(User, { id: one })),
      );
      const acting = actingPerson(context, next!);
      await tx.emit(
        {
          orgId,
          subjectType: 'organisation',
          subjectId: orgId,
          seq: organisation.version,
          type: 'ownership.transferred',
          data: {
            label: organisation.name,
            before: { ownerUserId: owner.userId },
            after: { ownerUserId: userId },
            formerUserId: owner.userId,
            newUserId: userId,
            userId,
          },
          ...acting,
          personal: { ...acting.personal, subjectName: next!.name, formerName: former!.name, email: next!.email },
        },
        {
          orgId,
          subjectType: 'member',
          subjectId: owner.id,
          seq: owner.version,
          type: 'member.role_changed',
          data: { userId: owner.userId, before: { role: 'owner' }, after: { role: 'admin' } },
          ...acting,
          personal: { ...acting.personal, subjectName: former!.name },
        },
        {
          orgId,
          subjectType: 'member',
          subjectId: successor.id,
          seq: successor.version,
          type: 'member.role_changed',
          data: { userId, before: { role: formerRole }, after: { role: 'owner' } },
          ...acting,
          personal: { ...acting.personal, subjectName: next!.name },
        },
        // An Owner has no manager.
        ...(formerManager
          ? [
              {
                orgId,
                subjectType: 'member',
                subjectId: successor.id,
                seq: successor.version,
                type: 'member.manager_changed',
                data: { userId, before: { managerUserId: formerManager }, after: { managerUserId: null } },
                ...acting,
                personal: { ...acting.personal, subjectName: next!.name },
              },
            ]
          : []),
      );
      for (const { email, locale } of [former!, next!])
        await sendMail(tx, 'ownership_moved', {
          to: email,
          locale,
          orgId,
          values: {
            organisationName: organisation.name,
            formerOwnerName: former!.name,
            newOwnerName: next!.name,
          },
        });
      return true;
    },
  );
  if (!isMoved) return new OwnershipOfferNotUsable();
  context.forget();
  const workspaces = await loadWorkspaces(context.db.reader({ userId }), userId);
  return Object.assign(new AcceptOwnershipSuccess(), {
    workspace: workspaces.find((workspace) => workspace.organisation.id === orgId)!,
  });
}
