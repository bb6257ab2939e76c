import type { IdentityMailName, IdentityMails, ProtectionChange } from './identity-mails.ts';

const APP = 'http://app.offplan.localhost:4000';
const TOKEN = 'sample-of-a-token';
const SOON = new Date('2026-11-28T09:30:00Z');
const LATELY = new Date('2026-11-21T07:15:00Z');
const SUPPORT = 'support@offplan.localhost';

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
  organisation_closed: {
    organisationName: 'Studio Halden',
    deletedOn: new Date('2027-02-19T00:00:00Z'),
    link: `${APP}/w/studio-halden`,
  },
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
