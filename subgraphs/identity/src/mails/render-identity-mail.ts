import type { Letter, RenderedMail } from '@offplan/kernel/mail/letter';
import type { MailLocale } from '@offplan/kernel/mail/mail';
import { renderLetter } from '@offplan/kernel/mail/render-letter';
import type { House, IdentityLetters, StoredValues } from './identity-letters.ts';
import type { IdentityMailName } from './identity-mails.ts';
import { ar } from './letters-ar.ts';
import { en } from './letters-en.ts';
import { ru } from './letters-ru.ts';

const LANGUAGES: Record<MailLocale, IdentityLetters> = { en, ru, ar };

/** Writes one of identity's mails from the values that it was queued with. Throws for a template that there is not. */
export async function renderIdentityMail(
  house: House,
  template: string,
  locale: MailLocale,
  values: Record<string, unknown>,
): Promise<RenderedMail> {
  const { letters, help, unsubscribe: label } = LANGUAGES[locale];
  if (!Object.hasOwn(letters, template)) throw new Error(`There is no mail ${template}`);
  const write = letters[template as IdentityMailName] as (
    values: StoredValues,
    house: House,
  ) => Omit<Letter, 'help' | 'unsubscribe'>;
  const letter = write(values as unknown as StoredValues, house);
  const { unsubscribeLink: href } = values;
  const whole: Letter = { ...letter, help: { text: help, email: house.supportEmail } };
  return renderLetter(typeof href === 'string' ? { ...whole, unsubscribe: { label, href } } : whole, locale);
}
