import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { GuestGrant } from '../guests/guest-grant.ts';
import { hashToken } from '../sessions/token.ts';
import { Invitation } from './invitation.ts';

/** What a token opens: a place in a team, or a guest grant. */
export type FoundInvitation = { kind: 'member'; invitation: Invitation } | { kind: 'guest'; grant: GuestGrant };

/** Finds what a token opens, of whatever Organisation: the database shows the one row whose hash was presented. */
export async function findInvitation(context: RequestContext, token: string): Promise<FoundInvitation | null> {
  const em = context.db.reader({ tokenHash: hashToken(token) });
  const invitation = await em.findOne(Invitation, { id: { $ne: null } });
  if (invitation) return { kind: 'member', invitation };
  const grant = await em.findOne(GuestGrant, { id: { $ne: null } });
  return grant ? { kind: 'guest', grant } : null;
}
