import type { BusEvent } from '@offplan/kernel/events/bus/bus';
import type { Role } from '@offplan/kernel/permissions/roles';

/** What identity's events on members carry. Ids are UUIDs; the subject is the membership. */
export interface MemberFacts {
  memberId: string;
  userId: string;
  name: string | null;
  roleBefore: Role | null;
  roleAfter: Role | null;
  managerUserId: string | null;
  successorUserId: string | null;
}

export function readMemberEvent(event: BusEvent): MemberFacts {
  const { data, personal } = event;
  return {
    memberId: event.subjectId,
    userId: data.userId as string,
    name: personal.subjectName ?? null,
    roleBefore: (data.before?.role as Role | undefined) ?? null,
    roleAfter: (data.after?.role as Role | undefined) ?? null,
    managerUserId: (data.after?.managerUserId as string | null | undefined) ?? null,
    successorUserId: (data.successorUserId as string | null | undefined) ?? null,
  };
}
