import type { Letter } from '@offplan/kernel/mail/letter';
import type { WantedLetterName } from '@offplan/kernel/mail/wanted-letters';
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
  /** The link under a reminder with which it is stopped. */
  unsubscribe: string;
  letters: {
    [Name in IdentityMailName]: (values: StoredValues<Name>, house: House) => Omit<Letter, 'help' | 'unsubscribe'>;
  };
}

/** The letters to an Owner that other subgraphs want, in one language. */
export type OwnerLetters = Pick<IdentityLetters['letters'], WantedLetterName>;

/** Where somebody writes who did not do what a letter tells: whoever lost the account to another cannot sign in to say so. */
export function writeToSupport(supportEmail: string, subject: string): string {
  return `mailto:${supportEmail}?subject=${encodeURIComponent(subject)}`;
}

/** The facts of a letter that are known; undefined when none is, for a letter without a table. */
export function knownFacts(...rows: [label: string, value: string | null][]): Letter['facts'] {
  const known = rows.flatMap(([label, value]) => (value ? [{ label, value }] : []));
  return known.length > 0 ? known : undefined;
}
