/** A mail as the catcher has it. */
export interface CaughtMail {
  id: string;
  receivedAt: string;
  messageId: string;
  /** What its sender said that it is: the name of the template. */
  template: string | null;
  from: string;
  to: string[];
  subject: string;
  text: string;
  html: string;
  /** Where it leads, in order, each once; without the addresses to write to. */
  links: string[];
  /** Where a mail program would stop such mails by one click (RFC 8058); null where it could not. */
  oneClickUnsubscribe: string | null;
}
