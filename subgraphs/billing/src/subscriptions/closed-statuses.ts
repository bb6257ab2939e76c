import type { OrganisationStatus } from '@offplan/kernel/passport/passport';

/** Whoever closes a workspace cancels its plan (ID-27); so does its archiving (GRO-5). */
const PUT_AWAY: ReadonlySet<OrganisationStatus> = new Set<OrganisationStatus>([
  'deleting',
  'deleted',
  'free_guest_archived',
]);

/** Whether an Organisation is closed or archived: its plan comes to its end, and no more is charged for it. */
export const isPutAway = (status: OrganisationStatus): boolean => PUT_AWAY.has(status);
