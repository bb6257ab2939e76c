import type { MessageKey, Translate } from '../i18n/catalogue.tsx';

/** Actions that have words of their own; others are shown as they are written in the log. */
const NAMES = {
  'unit.status_changed': 'action.unit.statusChanged',
  'unit.status_conflict': 'action.unit.statusConflict',
  'unit.status_undone': 'action.unit.statusUndone',
  'unit.imported': 'action.unit.imported',
  'unit.edited': 'action.unit.edited',
  'unit.assigned': 'action.unit.assigned',
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
  'session.started': 'action.session.created',
  'session.ended': 'action.session.ended',
  'user.signed_up': 'action.user.signedUp',
  'entitlements.changed': 'action.plan.changed',
} as const satisfies Record<string, MessageKey>;

/** The actions that the filter offers. */
export const ACTIONS = Object.keys(NAMES) as (keyof typeof NAMES)[];

/** An action in the viewer's words: "Reserved a unit". */
export function actionName(t: Translate, action: string): string {
  const key = NAMES[action as keyof typeof NAMES];
  return key ? t(key) : action;
}
