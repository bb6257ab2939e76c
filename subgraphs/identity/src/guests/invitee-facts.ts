import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { EventData } from '@offplan/kernel/events/event';
import type { GuestGrant } from './guest-grant.ts';

/**
 * Whom an open offer is for, as the host's log may tell it: the e-mail that the host gave, or the address of the Organisation that it
 * named. The e-mail of that Organisation's Owner is none of the host's business (ID-50).
 */
export async function inviteeFacts(
  tx: Transaction,
  { invitedOrgId, email }: Pick<GuestGrant, 'invitedOrgId' | 'email'>,
): Promise<{ data: EventData; personal: Record<string, string> }> {
  if (!invitedOrgId) return { data: {}, personal: { email } };
  const [named] = await tx.query<{ slug: string }>(
    'select slug from identity.organisation_slug where org_id = ? and until is null',
    [invitedOrgId],
  );
  return { data: { invitedOrgId, ...(named ? { label: named.slug } : {}) }, personal: {} };
}
