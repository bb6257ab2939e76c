import type { SubgraphMails } from '@offplan/kernel/mail/mail-sender';
import type { MailSeal } from '@offplan/kernel/mail/seal-values';

/** Mails that say what their values name, for tests of the sending. `asked` is one for which its receiver waits. */
export function plainMails(seal: MailSeal): SubgraphMails {
  return {
    seal,
    async render(_template, _locale, { subject }) {
      return { subject: String(subject), html: `<p>${subject}</p>`, text: String(subject) };
    },
    isAskedFor: (template) => template === 'asked',
  };
}
