import type { IdentityMailName, IdentityMails, ProtectionChange } from './identity-mails.ts';

const APP = 'http://app.offplan.localhost:4000';
const TOKEN = 'sample-of-a-token';
const SOON = new Date('2026-11-28T09:30:00Z');
const LATELY = new Date('2026-11-21T07:15:00Z');
const SUPPORT = 'support@offplan.localhost';

const OWNER = {
  name: 'Anna',
  organisationName: 'Studio Halden',
  timeZone: 'Asia/Dubai',
  planLink: `${APP}/w/studio-halden/plan`,
  unsubscribeLink: null,
};
const REMINDED = { ...OWNER, unsubscribeLink: `${APP}/unsubscribe/${TOKEN}` };
const TRIAL_END = '2026-12-05T09:30:00.000Z';
const FREEZE = '2027-01-04T09:30:00.000Z';
const PRICE = { amountMinor: 14_900, currency: 'USD' };

/** Made-up values for every mail, for looking at the templates. */
export const MAIL_SAMPLES: { [Name in IdentityMailName]: IdentityMails[Name] } = {
  confirm_sign_up: {
    name: 'Leila',
    organisationName: 'Studio Halden',
    link: `${APP}/confirm-sign-up/${TOKEN}`,
    expiresAt: SOON,
  },
  sign_up_known: {
    name: 'Leila',
    signInLink: `${APP}/sign-in`,
    resetLink: `${APP}/reset-password/${TOKEN}`,
    recoverLink: `${APP}/recover/${TOKEN}`,
    recoverName: 'Studio Halden',
  },
  reset_password: { name: 'Leila', link: `${APP}/reset-password/${TOKEN}`, expiresAt: SOON },
  password_changed: { name: 'Leila', at: LATELY, supportEmail: SUPPORT },
  confirm_email: { name: 'Leila', link: `${APP}/confirm-email/${TOKEN}`, expiresAt: SOON },
  email_change_requested: {
    name: 'Leila',
    newEmail: 'leila@studio-halden.example',
    at: LATELY,
    resetLink: `${APP}/forgot-password`,
    supportEmail: SUPPORT,
  },
  email_changed: { name: 'Leila', newEmail: 'leila@studio-halden.example', at: LATELY, supportEmail: SUPPORT },
  sign_in_protection_changed: { name: 'Leila', change: 'passkey_added', at: LATELY, supportEmail: SUPPORT },
  member_invitation: {
    inviterName: 'Anna Reuter',
    organisationName: 'Studio Halden',
    role: 'sales_agent',
    email: 'leila@halden.example',
    expiresAt: SOON,
    link: `${APP}/invitation/${TOKEN}`,
  },
  guest_invitation: {
    inviterName: 'Anna Reuter',
    organisationName: 'Studio Halden',
    projectName: 'Palm Residences',
    capabilities: ['sales', 'content'],
    email: 'jonas@blue-heron.example',
    expiresAt: SOON,
    link: `${APP}/invitation/${TOKEN}`,
  },
  ownership_offer: {
    ownerName: 'Anna Reuter',
    organisationName: 'Studio Halden',
    expiresAt: SOON,
    link: `${APP}/ownership/${TOKEN}`,
  },
  ownership_moved: {
    organisationName: 'Studio Halden',
    formerOwnerName: 'Anna Reuter',
    newOwnerName: 'Leila Haddad',
  },
  member_left: { memberName: 'Omar Nasser', organisationName: 'Studio Halden', unitCount: 12 },
  guest_ended: {
    guestName: 'Blue Heron Realty',
    organisationName: 'Studio Halden',
    projectNames: ['Palm Residences', 'Aurelia Creek'],
    unitCount: 31,
  },
  restore_workspace: {
    name: 'Leila',
    organisationName: 'Studio Halden',
    link: `${APP}/restore/${TOKEN}`,
    expiresAt: SOON,
  },
  organisation_closed: {
    organisationName: 'Studio Halden',
    deletedOn: new Date('2027-02-19T00:00:00Z'),
    link: `${APP}/w/studio-halden`,
  },
  trial_started: { ...OWNER, trialEndsAt: TRIAL_END, daysLeft: 14 },
  trial_seven_days_left: { ...REMINDED, trialEndsAt: TRIAL_END, daysLeft: 7 },
  trial_three_days_left: { ...REMINDED, trialEndsAt: TRIAL_END, daysLeft: 3 },
  trial_one_day_left: { ...REMINDED, trialEndsAt: TRIAL_END, daysLeft: 1 },
  trial_ended: { ...OWNER, freezesAt: FREEZE },
  plan_ended: { ...OWNER, freezesAt: FREEZE },
  free_guest_one_week: { ...REMINDED, freezesAt: FREEZE },
  freeze_in_seven_days: { ...REMINDED, freezesAt: FREEZE, daysLeft: 7 },
  freeze_tomorrow: { ...REMINDED, freezesAt: FREEZE },
  card_added: { ...OWNER, planName: 'Pro', nextPlanName: null, amount: PRICE, chargedOn: TRIAL_END },
  payment_failed: { ...OWNER, amount: PRICE, nextAttemptAt: '2026-12-08T09:30:00.000Z', graceEndsAt: TRIAL_END },
  card_needs_verification: { ...OWNER, amount: PRICE, graceEndsAt: TRIAL_END },
  dispute_opened: { ...OWNER, amount: PRICE, openedAt: TRIAL_END },
  workspace_suspended_by_dispute: { ...OWNER, amount: PRICE, openedAt: TRIAL_END },
  second_payment_returned: { ...OWNER, amount: PRICE },
  plan_change_failed: { ...OWNER, planName: 'Pro', why: 'refused' },
  card_expires: { ...OWNER, last4: '4242', expiresAt: '2026-12-31T23:59:59.999Z', chargedOn: TRIAL_END },
  tax_id_invalid: { ...OWNER, correctedCount: 1 },
};

/** Every change of which `sign_in_protection_changed` tells. */
export const PROTECTION_CHANGES: readonly ProtectionChange[] = [
  'totp_on',
  'totp_off',
  'recovery_codes_made',
  'passkey_added',
  'passkey_removed',
  'google_linked',
  'google_unlinked',
];
