import { createTransport, type Transporter } from 'nodemailer';
import { isOneAddress, readSender } from './address.ts';
import { MailNotTaken, type MailTransport, type OutgoingMail } from './mail-transport.ts';

const CONNECT_MILLISECONDS = 10_000;
const SILENCE_MILLISECONDS = 30_000;
const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);

/**
 * Sends by SMTP. `url`: `smtp://user:password@host:port` or `smtps://…`; without encryption nothing is said to a host other than this
 * machine. `from`: an address, or `Name <address>`.
 */
export class SmtpTransport implements MailTransport {
  readonly #transporter: Transporter;
  readonly #from: { name: string; address: string };

  constructor(options: { url: string; from: string }) {
    const url = new URL(options.url);
    const isSecure = url.protocol === 'smtps:';
    this.#from = readSender(options.from);
    this.#transporter = createTransport({
      pool: true,
      maxConnections: 1,
      maxMessages: 100,
      host: url.hostname.replaceAll(/^\[|\]$/g, ''),
      port: Number(url.port || (isSecure ? 465 : 587)),
      secure: isSecure,
      requireTLS: !isSecure && !LOOPBACK.has(url.hostname),
      ignoreTLS: !isSecure && LOOPBACK.has(url.hostname),
      ...(url.username
        ? { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }
        : {}),
      connectionTimeout: CONNECT_MILLISECONDS,
      greetingTimeout: CONNECT_MILLISECONDS,
      socketTimeout: SILENCE_MILLISECONDS,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  async send(mail: OutgoingMail): Promise<string> {
    const messageId = `<${mail.id}@${this.#from.address.split('@').at(-1)}>`;
    if (!isOneAddress(mail.to)) throw new MailNotTaken('address', 'not an address');
    try {
      await this.#transporter.sendMail({
        messageId,
        from: this.#from,
        to: { name: '', address: mail.to },
        envelope: { from: this.#from.address, to: [mail.to] },
        subject: mail.subject,
        html: mail.html,
        text: mail.text,
        headers: {
          'Auto-Submitted': 'auto-generated',
          'X-Auto-Response-Suppress': 'All',
          'X-Offplan-Template': mail.template,
          ...(mail.unsubscribeUrl
            ? {
                'List-Unsubscribe': `<${mail.unsubscribeUrl}>`,
                'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
              }
            : {}),
        },
      });
      return messageId;
    } catch (fault) {
      const { responseCode } = fault as SmtpFault;
      // A connection that broke says nothing about whose fault it was; whether another one can be had does.
      if ((!responseCode || responseCode === 421) && (await this.#isReachable()))
        throw new MailNotTaken('later', String(responseCode ?? (fault as SmtpFault).code ?? 'unknown fault'));
      throw notTaken(fault as SmtpFault);
    }
  }

  /** Whether the server lets us in at this moment. */
  #isReachable(): Promise<boolean> {
    return this.#transporter.verify().then(
      () => true,
      () => false,
    );
  }

  async close(): Promise<void> {
    this.#transporter.close();
  }
}

interface SmtpFault {
  code?: string;
  command?: string;
  responseCode?: number;
  response?: string;
}

/** What a server's refusal, or its absence, means for the mail. */
function notTaken({ code, command, responseCode, response }: SmtpFault): MailNotTaken {
  if (!responseCode) return new MailNotTaken('unreachable', code ?? 'unknown fault');
  const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response ?? '')?.[1];
  const said = enhanced ? `${responseCode} ${enhanced}` : String(responseCode);
  const isAboutMail = command === 'RCPT TO' || command === 'DATA';
  // 421 closes the connection whatever it answers; a refusal before the receiver was named is about us.
  if (!isAboutMail || responseCode === 421) return new MailNotTaken('unreachable', said);
  if (responseCode < 500) return new MailNotTaken('later', said);
  return new MailNotTaken(command === 'RCPT TO' || enhanced?.startsWith('5.1.') ? 'address' : 'content', said);
}
