/** The languages in which mails are written. */
export const MAIL_LOCALES = ['en', 'ru', 'ar'] as const;
export type MailLocale = (typeof MAIL_LOCALES)[number];

/** The language of mails for a locale of a person or an Organisation, such as `ar-AE`; English for one in which none are written. */
export function mailLocale(locale: string): MailLocale {
  const language = locale.toLowerCase().split('-')[0];
  return MAIL_LOCALES.find((one) => one === language) ?? 'en';
}

/** A mail to be sent once the caller's transaction is committed. */
export interface NewMail {
  template: string;
  /** Address of the receiver. */
  to: string;
  locale: MailLocale;
  /** The Organisation whose mail it is; `PLATFORM_ORG_ID` for offplan's own. */
  orgId: string;
  /** UUID of what it is about, an invitation say, whose delivery somebody will ask for. */
  about?: string | null;
  /** UUID of the person who gets it, where it is known: what is kept about the mail can be erased with that person (ID-71). */
  userId?: string | null;
  /** The Organisation whose mail it is did not give the address and must not learn it: its log has none. */
  isRecipientPrivate?: boolean;
  /** What the template says. Becomes JSON, is sealed, and is wiped once the mail is sent or given up. */
  values: object;
}
