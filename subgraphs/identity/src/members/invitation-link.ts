import { hashToken } from '../sessions/token.ts';

/** How long an invitation can be accepted (ID-40). */
const INVITATION_MILLISECONDS = 7 * 86_400_000;
/** Between two mails of one invitation: whoever presses twice sends one. */
const PAUSE_MILLISECONDS = 60_000;

/** What of an invitation, into a team or as a guest, belongs to its link. */
export interface InvitationLink {
  tokenHash: Buffer;
  sentAt: Date;
  expiresAt: Date;
}

/** What a new link has: it works for 7 days, an earlier one no more. */
export function openLink(token: string, now: Date): InvitationLink {
  return {
    tokenHash: Buffer.from(hashToken(token), 'hex'),
    sentAt: now,
    expiresAt: new Date(now.getTime() + INVITATION_MILLISECONDS),
  };
}

export function wasSentJustNow({ sentAt }: Pick<InvitationLink, 'sentAt'>, now: Date): boolean {
  return now.getTime() - sentAt.getTime() < PAUSE_MILLISECONDS;
}
