import type { MessageKey, Translate } from '../i18n/catalogue.tsx';

/** Refusals that the client puts into the viewer's own language; others come with the server's English words. */
const KEYS: Record<string, MessageKey> = {
  PROJECT_LIMIT_REACHED: 'refusal.projectLimit',
  SEAT_LIMIT_REACHED: 'refusal.seatLimit',
  GUEST_LIMIT_REACHED: 'refusal.guestLimit',
  UNIT_LIMIT_REACHED: 'refusal.unitLimit',
  ALREADY_MEMBER: 'refusal.alreadyMember',
  TRANSITION_NOT_ALLOWED: 'refusal.transition',
  UNDO_NOT_POSSIBLE: 'refusal.undo',
  UNIT_STATUS_CONFLICT: 'refusal.undo',
  AGENT_NOT_FOUND: 'refusal.agentGone',
  BUYER_NOT_FOUND: 'refusal.buyerGone',
  UNIT_NOT_FOUND: 'refusal.unitGone',
  LAST_WAY_IN: 'refusal.lastWayIn',
  WRONG_INVITEE: 'refusal.wrongInvitee',
  INVITATION_NOT_USABLE: 'invitation.deadHint',
};

/** Why the server said no, for the person who asked. */
export function refusalText(
  t: Translate,
  refusal: { readonly code: string; readonly message: string } | undefined,
): string {
  const key = refusal && KEYS[refusal.code];
  return key ? t(key) : (refusal?.message ?? t('fault.internal'));
}
