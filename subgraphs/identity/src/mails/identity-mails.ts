import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { PLATFORM_ORG_ID } from '@offplan/kernel/ids';
import { mailLocale } from '@offplan/kernel/mail/mail';
import type { WantedLetterName, WantedLetters } from '@offplan/kernel/mail/wanted-letters';
import type { GuestCapability, Role } from '@offplan/kernel/permissions/roles';

/** Which way of signing in came or went. */
export type ProtectionChange =
  | 'totp_on'
  | 'totp_off'
  | 'recovery_codes_made'
  | 'passkey_added'
  | 'passkey_removed'
  | 'google_linked'
  | 'google_unlinked';

/** What identity adds to a letter to the Owner that another subgraph wants. */
export interface OwnerFacts {
  name: string;
  organisationName: string;
  /** IANA: the moments of the letter are told in it. */
  timeZone: string;
  /** Where the plan is chosen and paid. */
  planLink: string;
  /** Where reminders of this kind are stopped; null for a letter that always comes. */
  unsubscribeLink: string | null;
}

export type OwnerMails = { [Name in WantedLetterName]: WantedLetters[Name] & OwnerFacts };

/** Identity's mails, each with what it says. Links are whole URLs. */
export interface IdentityMails extends OwnerMails {
  confirm_sign_up: { name: string; organisationName: string | null; link: string; expiresAt: Date };
  sign_up_known: {
    name: string;
    signInLink: string;
    resetLink: string;
    recoverLink: string | null;
    recoverName: string | null;
  };
  reset_password: { name: string; link: string; expiresAt: Date };
  password_changed: { name: string; at: Date; supportEmail: string };
  confirm_email: { name: string; link: string; expiresAt: Date };
  email_change_requested: { name: string; newEmail: string; at: Date; resetLink: string; supportEmail: string };
  email_changed: { name: string; newEmail: string; at: Date; supportEmail: string };
  sign_in_protection_changed: { name: string; change: ProtectionChange; at: Date; supportEmail: string };
  member_invitation: {
    inviterName: string;
    organisationName: string;
    role: Role;
    email: string;
    expiresAt: Date;
    link: string;
  };
  guest_invitation: {
    inviterName: string;
    organisationName: string;
    projectName: string;
    capabilities: GuestCapability[];
    email: string;
    expiresAt: Date;
    link: string;
  };
  ownership_offer: { ownerName: string; organisationName: string; expiresAt: Date; link: string };
  ownership_moved: { organisationName: string; formerOwnerName: string; newOwnerName: string };
  member_left: { memberName: string; organisationName: string; unitCount: number | null };
  guest_ended: {
    guestName: string;
    organisationName: string;
    projectNames: string[];
    unitCount: number | null;
  };
  restore_workspace: { name: string; organisationName: string; link: string; expiresAt: Date };
  organisation_closed: { organisationName: string; deletedOn: Date; link: string };
}

export type IdentityMailName = keyof IdentityMails;

/**
 * Sends a mail once the transaction is committed, and never otherwise (GRO-10). `locale` is the receiver's, as people have it; `orgId` is
 * the Organisation whose mail it is, none for offplan's own; `about` is the UUID of the invitation or grant whose delivery can be asked
 * for; `userId` is the receiver's, where that is not the account with the address; `isRecipientPrivate` keeps the address out of that
 * Organisation's log. Resolves with the mail's UUID.
 */
export async function sendMail<Name extends IdentityMailName>(
  tx: Transaction,
  template: Name,
  mail: {
    to: string;
    locale: string;
    orgId?: string;
    about?: string;
    userId?: string;
    isRecipientPrivate?: boolean;
    values: IdentityMails[Name];
  },
): Promise<string> {
  return tx.mail({
    template,
    to: mail.to,
    locale: mailLocale(mail.locale),
    orgId: mail.orgId ?? PLATFORM_ORG_ID,
    about: mail.about,
    userId: mail.userId ?? (await ownerOf(tx, mail.to)),
    isRecipientPrivate: mail.isRecipientPrivate,
    values: mail.values,
  });
}

async function ownerOf(tx: Transaction, email: string): Promise<string | null> {
  const [user] = await tx.query<{ id: string }>('select id from identity."user" where email = ?', [
    email.toLowerCase(),
  ]);
  return user?.id ?? null;
}
