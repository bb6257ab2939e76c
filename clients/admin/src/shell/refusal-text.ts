import type { MessageKey, Translate } from '../i18n/catalogue.tsx';

/** The words for each code of a `UserError`; the server's own are English, for programs and logs. */
const KEYS: Record<string, MessageKey> = {
  AGENT_NOT_FOUND: 'refusal.agentGone',
  ALREADY_MEMBER: 'refusal.alreadyMember',
  AUTHENTICATOR_NOT_FOUND: 'refusal.noAuthenticator',
  BILLING_UNAVAILABLE: 'refusal.billingAway',
  BROKEN: 'refusal.fileBroken',
  BUYER_NOT_FOUND: 'refusal.buyerGone',
  BY_CONTACT: 'refusal.byContact',
  CHANGE_REFUSED: 'refusal.changeRefused',
  CONFIRMATION_NOT_USABLE: 'confirm.deadHint',
  EMPTY: 'refusal.fileEmpty',
  ENCRYPTED: 'refusal.fileEncrypted',
  EXTERNAL_IDENTITY_TAKEN: 'google.taken',
  GRANT_NOT_FOUND: 'refusal.grantGone',
  GUEST_LIMIT_REACHED: 'refusal.guestLimit',
  GUEST_NOT_FOUND: 'refusal.guestGone',
  GUEST_ORGANISATION_NOT_FOUND: 'refusal.grantGone',
  IDEMPOTENCY_KEY_REUSED: 'refusal.keyReused',
  IMPORT_HAS_WRONG_ROWS: 'refusal.wrongRows',
  INVITATION_NOT_FOUND: 'refusal.invitationGone',
  INVITATION_NOT_USABLE: 'invitation.deadHint',
  LAST_WAY_IN: 'refusal.lastWayIn',
  LINK_NOT_USABLE: 'refusal.linkDead',
  MEMBER_NOT_FOUND: 'refusal.memberGone',
  NOTHING_TO_WITHDRAW: 'refusal.nothingToWithdraw',
  NOT_A_LIST: 'refusal.fileNoList',
  NOT_REOPENABLE: 'refusal.notReopenable',
  NO_SUBSCRIPTION: 'refusal.noSubscription',
  OLD_EXCEL: 'refusal.fileOldExcel',
  OPENED_ELSEWHERE: 'refusal.openedElsewhere',
  OPERATOR_MOVES_OWNERSHIP: 'ownership.operator',
  OWNERSHIP_OFFER_NOT_USABLE: 'ownership.deadHint',
  OWNER_CANNOT_LEAVE: 'refusal.ownerStays',
  PASSKEY_NOT_FOUND: 'refusal.passkeyGone',
  PASSKEY_REFUSED: 'passkey.refused',
  PASSWORD_NEEDED: 'confirm.otherBrowser',
  PASSWORD_WRONG: 'confirm.wrongPassword',
  PAYMENT_DECLINED: 'refusal.declined',
  PAYMENT_NEEDS_CONFIRMATION: 'refusal.confirmPayment',
  PAYMENT_OPEN: 'refusal.paymentOpen',
  PLAN_ENDS: 'refusal.planEnds',
  PREVIEW_EXPIRED: 'refusal.previewExpired',
  PROJECT_LIMIT_REACHED: 'refusal.projectLimit',
  PROJECT_NOT_FOUND: 'refusal.projectGone',
  PROOF_NEEDED: 'refusal.proofNeeded',
  PROOF_WRONG: 'proof.wrong',
  PROVIDER_REFUSED: 'google.refused',
  PROVIDER_UNAVAILABLE: 'google.unavailable',
  RATE_LIMITED: 'fault.rateLimited',
  SAME_PLAN: 'refusal.samePlan',
  SEAT_LIMIT_REACHED: 'refusal.seatLimit',
  SECOND_FACTOR_WRONG: 'second.wrong',
  SENT_JUST_NOW: 'refusal.sentJustNow',
  SESSION_NOT_FOUND: 'refusal.sessionGone',
  SIGN_IN_EXPIRED: 'second.expired',
  SIGN_IN_FAILED: 'signin.failed',
  SIGN_UP_REFUSED: 'signup.refused',
  SLUG_CHANGE_TOO_EARLY: 'refusal.slugTooEarly',
  SLUG_TAKEN: 'address.taken',
  SUBSCRIBED_ALREADY: 'refusal.subscribedAlready',
  TOO_LARGE: 'refusal.fileTooLarge',
  TOO_MANY_KEPT: 'refusal.tooManyKept',
  TOO_MANY_INVITATIONS: 'refusal.tooManyInvitations',
  TRANSITION_NOT_ALLOWED: 'refusal.transition',
  UNDO_NOT_POSSIBLE: 'refusal.undo',
  UNIT_IMPORT_NOT_FOUND: 'refusal.importGone',
  UNIT_LIMIT_REACHED: 'refusal.unitLimit',
  UNIT_NOT_FOUND: 'refusal.unitGone',
  UNIT_STATUS_CONFLICT: 'refusal.undo',
  VALIDATION_FAILED: 'refusal.validation',
  VIEWED_NOT_FOUND: 'refusal.viewedGone',
  WORKSPACE_CLOSED: 'refusal.workspaceClosed',
  WRONG_INVITEE: 'refusal.wrongInvitee',
};

const REASON_KEYS: Record<string, MessageKey> = {
  OWN_ONLY: 'reason.ownOnly',
  WITH_GUEST: 'reason.withGuest',
  PLAN_ENDED: 'reason.planEnded',
  PLAN_PENDING: 'reason.planPending',
  BEYOND_PLAN: 'reason.beyondPlan',
  FEATURE: 'reason.feature',
};

/** What a screen has of a `UserError`. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  /** Of NOT_PERMITTED. */
  readonly reason?: string;
}

/** The words for a refusal's code, also of one that came in an address; nothing for one that is unknown. */
export function textOfCode(t: Translate, code: string, values?: Readonly<Record<string, string>>): string | undefined {
  const key = KEYS[code];
  return key && t(key, { support: '', message: '', ...values });
}

/** Why the server said no, for the person who asked. `support`: the address that some refusals name. */
export function refusalText(t: Translate, refusal: Refusal | undefined, support = ''): string {
  if (!refusal) return t('fault.internal');
  const { code, message, reason } = refusal;
  if (code === 'NOT_PERMITTED') return reasonText(t, reason);
  return textOfCode(t, code, { message, support }) ?? message;
}

/** Why somebody may not do a thing (`viewerCan`, `NotPermitted`). `whoMay` says who can where that is not just the Owner and the Admins. */
export function reasonText(
  t: Translate,
  reason: string | null | undefined,
  whoMay: MessageKey = 'reason.role',
): string {
  return t(REASON_KEYS[reason ?? ''] ?? whoMay);
}
