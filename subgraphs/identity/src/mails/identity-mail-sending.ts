import type { SubgraphMails } from '@offplan/kernel/mail/mail-sender';
import { MailSeal } from '@offplan/kernel/mail/seal-values';
import type { IdentityOptions } from '../options.ts';
import type { IdentityMailName } from './identity-mails.ts';

/** Mails for which somebody sits and waits, without whom they could not get into their account. */
const ASKED_FOR: readonly IdentityMailName[] = ['confirm_sign_up', 'sign_up_known', 'reset_password', 'confirm_email'];

/** How identity's mails are sealed and written. */
export function identityMails(options: IdentityOptions): SubgraphMails {
  return {
    seal: new MailSeal(options.mailSealKey),
    async render(template, locale, values) {
      // Loaded with the first mail: what draws it would slow down each start.
      const { renderIdentityMail } = await import('./render-identity-mail.ts');
      return renderIdentityMail(options, template, locale, values);
    },
    isAskedFor: (template) => (ASKED_FOR as readonly string[]).includes(template),
  };
}
