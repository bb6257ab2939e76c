import type { MailLocale } from './mail.ts';
import type { LetterMoney } from './wanted-letters.ts';

/** A piece of a sentence; `strong` stands for a name or a fact that is to be found at a glance. */
export type Phrase = string | { strong: string };

/** What a mail says, before it has a form: HTML and plain text are made from the same letter, so that they cannot disagree. */
export interface Letter {
  subject: string;
  /** What an inbox shows beside the subject. */
  preview: string;
  title: string;
  paragraphs: readonly (readonly Phrase[])[];
  /** Facts in a table: what, and its value. */
  facts?: readonly { label: string; value: string }[];
  /** The one thing to do. */
  action: { label: string; href: string };
  /** Smaller, under the button; with a second, quieter link if there is one. */
  notes?: readonly { text: string; link?: { label: string; href: string } }[];
  /** Why the receiver gets this. */
  reason: string;
  /** Asks whether help is needed; the address stands behind it. */
  help: { text: string; email: string };
  /** Of a letter that its receiver may do without: where it is stopped. */
  unsubscribe?: { label: string; href: string };
}

/** A mail as it goes out. */
export interface RenderedMail {
  subject: string;
  html: string;
  text: string;
  /** Where a mail program stops such mails by one click (RFC 8058); none for one that always comes. */
  unsubscribeUrl?: string;
}

export const strong = (text: string): Phrase => ({ strong: text });

/** Date and time in a language and a time zone, which it names: a mail does not know where it is read. */
export function mailMoment(locale: MailLocale, moment: string | Date, timeZone = 'UTC'): string {
  const date = new Date(moment);
  const format = new Intl.DateTimeFormat(TAGS[locale], { dateStyle: 'long', timeStyle: 'short', timeZone });
  const zone = new Intl.DateTimeFormat(TAGS[locale], { timeZone, timeZoneName: 'short' })
    .formatToParts(date)
    .find(({ type }) => type === 'timeZoneName')!.value;
  return `${format.format(date)} ${zone}`;
}

/** A day in a language, by the calendar of a time zone. */
export function mailDay(locale: MailLocale, moment: string | Date, timeZone = 'UTC'): string {
  return new Intl.DateTimeFormat(TAGS[locale], { dateStyle: 'long', timeZone }).format(new Date(moment));
}

/** An amount of money in a language. */
export function mailMoney(locale: MailLocale, { amountMinor, currency }: LetterMoney): string {
  const format = new Intl.NumberFormat(TAGS[locale], { style: 'currency', currency });
  return format.format(amountMinor / 10 ** format.resolvedOptions().maximumFractionDigits!);
}

/** Digits and hours as the app shows them. */
const TAGS: Record<MailLocale, string> = { en: 'en-GB', ru: 'ru', ar: 'ar-AE-u-ca-gregory-hc-h23-nu-latn' };
