import { systemClock } from '@offplan/kernel/clock';
import { createLogger } from '@offplan/kernel/logging';
import { MailSender } from '@offplan/kernel/mail/mail-sender';
import { MailSeal } from '@offplan/kernel/mail/seal-values';
import { SmtpTransport } from '@offplan/kernel/mail/smtp-transport';
import { plainMails } from './plain-mails.ts';

// A process that sends identity's mails, for tests to kill: `mail-sender-process.ts {"url":…,"smtpUrl":…,"from":…,"sealKey":…}`. Ends with its parent.
const { url, smtpUrl, from, sealKey } = JSON.parse(process.argv[2]!);
process.once('disconnect', () => process.exit(0));
new MailSender({
  url,
  subgraph: 'identity',
  mails: plainMails(new MailSeal(sealKey)),
  transport: new SmtpTransport({ url: smtpUrl, from }),
  clock: systemClock,
  logger: createLogger('warn'),
  afterEvents: () => {},
}).start();
