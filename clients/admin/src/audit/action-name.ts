import type { MessageKey, Translate } from '../i18n/catalogue.tsx';

/** Actions that have words of their own; others are shown as they are written in the log. */
const NAMES = {
  'unit.status_changed': 'action.unit.statusChanged',
  'unit.status_conflict': 'action.unit.statusConflict',
  'unit.status_undone': 'action.unit.statusUndone',
  'unit.imported': 'action.unit.imported',
  'unit.edited': 'action.unit.edited',
  'unit.assigned': 'action.unit.assigned',
  'unit.assigned_to_agent': 'action.unit.assignedToAgent',
  'unit.moved_up': 'action.unit.movedUp',
  'unit.reservation_moved': 'action.unit.reservationMoved',
  'unit.released': 'action.unit.released',
  'unit_import.started': 'action.import.started',
  'unit_import.finished': 'action.import.finished',
  'project.created': 'action.project.created',
  'project.allocation_mode_changed': 'action.project.modeChanged',
  'organisation.created': 'action.organisation.created',
  'member.invited': 'action.member.invited',
  'member.invitation_revoked': 'action.member.invitationRevoked',
  'member.joined': 'action.member.joined',
  'member.left': 'action.member.left',
  'member.role_changed': 'action.member.roleChanged',
  'member.deactivated': 'action.member.deactivated',
  'guest_grant.offered': 'action.guest.invited',
  'guest_grant.offer_withdrawn': 'action.guest.offerWithdrawn',
  'guest_grant.accepted': 'action.guest.joined',
  'guest_grant.withdrawn': 'action.guest.withdrawn',
  'guest.units_returned': 'action.guest.unitsReturned',
  'buyer.handed_over': 'action.buyer.handedOver',
  'mail.sent': 'action.mail.sent',
  'mail.bounced': 'action.mail.bounced',
  'mail.failed': 'action.mail.failed',
  'mail.suppressed': 'action.mail.suppressed',
  'session.started': 'action.session.created',
  'session.ended': 'action.session.ended',
  'user.signed_up': 'action.user.signedUp',
  'entitlements.changed': 'action.plan.changed',
  'audit.exported': 'action.audit.exported',
  'audit.personal_erased': 'action.audit.erased',
  'building.created': 'action.building.created',
  'email.change_requested': 'action.email.changeRequested',
  'email.changed': 'action.email.changed',
  'external_identity.linked': 'action.google.linked',
  'external_identity.unlinked': 'action.google.unlinked',
  'floor.created': 'action.floor.created',
  'guest_grant.changed': 'action.guest.changed',
  'guest_grant.offer_resent': 'action.guest.offerResent',
  'member.invitation_resent': 'action.member.invitationResent',
  'member.manager_changed': 'action.member.managerChanged',
  'organisation.edited': 'action.organisation.edited',
  'organisation.slug_changed': 'action.organisation.slugChanged',
  'organisation.status_changed': 'action.organisation.statusChanged',
  'organisation.former_status_changed': 'action.organisation.formerStatusChanged',
  'organisation.first_paid': 'action.organisation.firstPaid',
  'ownership.offer_withdrawn': 'action.ownership.offerWithdrawn',
  'ownership.offered': 'action.ownership.offered',
  'ownership.transferred': 'action.ownership.transferred',
  'passkey.renamed': 'action.passkey.renamed',
  'password.changed': 'action.password.changed',
  'password.reset_requested': 'action.password.resetRequested',
  'recovery_code.used': 'action.recovery.used',
  'recovery_codes.made': 'action.recovery.made',
  'second_factor.added': 'action.factor.added',
  'second_factor.removed': 'action.factor.removed',
  'sign_in.refused': 'action.signIn.refused',
  'sign_up.refused': 'action.signUp.refused',
  'suspension.imposed': 'action.suspension.imposed',
  'suspension.lifted': 'action.suspension.lifted',
  'user.locale_changed': 'action.user.localeChanged',
  'user.renamed': 'action.user.renamed',
  'user.revived': 'action.user.revived',
  'billing_account.customer_opened': 'action.billing.customerOpened',
  'invoice_reference.changed': 'action.invoiceReference.changed',
  'letter.wanted': 'action.letter.wanted',
  'nudge.dismissed': 'action.nudge.dismissed',
  'nudge.raised': 'action.nudge.raised',
  'plan_change.confirmed': 'action.planChange.confirmed',
  'plan_change.withdrawn': 'action.planChange.withdrawn',
  'timeline.cancelled': 'action.timeline.cancelled',
  'timeline.step_done': 'action.timeline.stepDone',
  'timeline.step_skipped': 'action.timeline.stepSkipped',
  'unit.viewed': 'action.unit.viewed',
  'subscription.started': 'action.subscription.started',
  'subscription.changed': 'action.subscription.changed',
  'reminders.unsubscribed': 'action.reminders.unsubscribed',
  'subscription.late_found': 'action.subscription.lateFound',
  'subscription.late_taken_back': 'action.subscription.lateTakenBack',
  'restoration.paid': 'action.restoration.paid',
  'organisation.restoration_refused': 'action.restoration.refused',
  'restore_link.made': 'action.restoreLink.made',
  'dispute.recorded': 'action.dispute.recorded',
  'card.ends_soon': 'action.card.endsSoon',
  'tax_id.found_invalid': 'action.taxId.foundInvalid',
  'invoice.corrected': 'action.invoice.corrected',
  'owner.email_changed': 'action.owner.emailChanged',
  'credit_note.voided': 'action.creditNote.voided',
  'refund.failed': 'action.refund.failed',
  'subscription.second_found': 'action.subscription.secondFound',
  'subscription.second_taken_back': 'action.subscription.secondTakenBack',
  'charge.failed': 'action.charge.failed',
  'credit_note.issued': 'action.creditNote.issued',
  'dispute.opened': 'action.dispute.opened',
  'dispute.changed': 'action.dispute.changed',
  'invoice.archived': 'action.invoice.archived',
  'invoice.finalization_failed': 'action.invoice.finalizationFailed',
  'invoice.paid': 'action.invoice.paid',
  'invoice.payment_failed': 'action.invoice.paymentFailed',
  'invoice.verification_needed': 'action.invoice.verificationNeeded',
  'invoice_archive.damaged': 'action.invoiceArchive.damaged',
  'refund.issued': 'action.refund.issued',
  'trial.will_end': 'action.trial.willEnd',
  'view_as.ended': 'action.viewAs.ended',
  'view_as.started': 'action.viewAs.started',
} as const satisfies Record<string, MessageKey>;

/** The actions that the filter offers. */
export const ACTIONS = Object.keys(NAMES) as (keyof typeof NAMES)[];

const BECAME: Record<string, MessageKey> = {
  available: 'action.unit.toAvailable',
  reserved: 'action.unit.toReserved',
  sold: 'action.unit.toSold',
};

/** What an entry did, in the viewer's words; a status says what it became: "Reserved a unit". */
export function entryName(
  t: Translate,
  entry: {
    readonly action: string;
    readonly changes: readonly { readonly field: string; readonly after: string | null }[];
  },
): string {
  const after = entry.changes.find((change) => change.field === 'status')?.after?.toLowerCase();
  const key = entry.action === 'unit.status_changed' && after ? BECAME[after] : undefined;
  return key ? t(key) : actionName(t, entry.action);
}

/** An action in the viewer's words. */
export function actionName(t: Translate, action: string): string {
  const key = NAMES[action as keyof typeof NAMES];
  return key ? t(key) : action;
}
