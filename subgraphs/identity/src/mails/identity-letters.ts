import type { Letter } from '@offplan/kernel/mail/letter';
import type { IdentityMailName, IdentityMails } from './identity-mails.ts';

/** Values as they come out of the database: JSON has made a string of each date. */
type Stored<Values> = { [Key in keyof Values]: Values[Key] extends Date ? string : Values[Key] };

/** Values of any mail as they come out of the database. */
export type StoredValues<Name extends IdentityMailName = IdentityMailName> = Stored<IdentityMails[Name]>;

/** What every letter may name of the installation. */
export interface House {
  /** Where the app is. */
  appUrl: string;
  supportEmail: string;
}

/** All of identity's letters in one language. */
export interface IdentityLetters {
  /** Stands before the address of the support at the end of each letter. */
  help: string;
  letters: { [Name in IdentityMailName]: (values: StoredValues<Name>, house: House) => Omit<Letter, 'help'> };
}

/** Where somebody writes who did not do what a letter tells: whoever lost the account to another cannot sign in to say so. */
export function writeToSupport(supportEmail: string, subject: string): string {
  return `mailto:${supportEmail}?subject=${encodeURIComponent(subject)}`;
}
