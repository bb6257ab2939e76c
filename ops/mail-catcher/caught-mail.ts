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
}
