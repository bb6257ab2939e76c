import type { RenderedMail } from '@offplan/kernel/mail/letter';
import { MAIL_LOCALES } from '@offplan/kernel/mail/mail';
import { MAIL_SAMPLES } from './mail-samples.ts';
import { renderIdentityMail } from './render-identity-mail.ts';

export { MAIL_LOCALES };

/** The names of identity's templates. */
export const SAMPLE_NAMES = Object.keys(MAIL_SAMPLES);

const HOUSE = { appUrl: 'http://app.offplan.localhost:4000', supportEmail: 'support@offplan.localhost' };

/** A template with made-up values, for looking at it; null for a name or a language that there is not. */
export async function renderSample(name: string, locale: string): Promise<RenderedMail | null> {
  const language = MAIL_LOCALES.find((one) => one === locale);
  if (!language || !Object.hasOwn(MAIL_SAMPLES, name)) return null;
  const values = JSON.parse(JSON.stringify(MAIL_SAMPLES[name as keyof typeof MAIL_SAMPLES]));
  return renderIdentityMail(HOUSE, name, language, values);
}
