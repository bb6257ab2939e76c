import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { uuidv7 } from '@offplan/kernel/ids';
import type { Role } from '@offplan/kernel/permissions/roles';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { actingPerson } from '../acting-person.ts';
import { Member } from './member.ts';

interface NewMember {
  orgId: string;
  user: { id: string; name: string };
  role: Role;
  /** UUID of the invitation by which the person came; none for the founder. */
  invitationId?: string;
}

/** Makes a person a member, in a transaction in the Organisation's scope. A former member gets a fresh membership (ID-46). */
export async function addMember(
  context: RequestContext,
  tx: Transaction,
  { orgId, user, role, invitationId }: NewMember,
): Promise<Member> {
  const id = uuidv7(tx.now.getTime());
  const fields = {
    orgId,
    id,
    userId: user.id,
    role,
    status: 'active',
    joinedAt: tx.now,
    endedAt: null,
    managerUserId: null,
    keptAt: null,
    version: 1,
  };
  const member = tx.em.create(Member, fields as never) as Member;
  await tx.em.flush();
  const acting = actingPerson(context, user);
  await tx.emit({
    orgId,
    subjectType: 'member',
    subjectId: id,
    seq: 1,
    type: 'member.joined',
    data: { userId: user.id, after: { role }, ...(invitationId ? { invitationId } : {}) },
    ...acting,
    personal: { ...acting.personal, subjectName: user.name },
  });
  return member;
}
