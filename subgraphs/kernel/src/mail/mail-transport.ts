import type { RenderedMail } from './letter.ts';

/** A mail for a transport. */
export interface OutgoingMail extends RenderedMail {
  /** Decides the Message-ID, so that a mail that had to be sent twice can be seen to be one. */
  id: string;
  template: string;
  /** One address. Nothing in it is read as a list, a name or a header. */
  to: string;
}

/** The way out of the house. */
export interface MailTransport {
  /** Hands a mail over; resolves with its Message-ID. Throws MailNotTaken when it was not taken. */
  send(mail: OutgoingMail): Promise<string>;
  close(): Promise<void>;
}

/**
 * Why a mail was not taken:
 * - `address`: the receiver's server refuses this address for good;
 * - `content`: it refuses this mail for good;
 * - `later`: it refuses for now, or the connection broke while the mail was on it;
 * - `unreachable`: nobody could be spoken to, or would not let us in. That is no fault of any one mail.
 */
export type NotTakenReason = 'address' | 'content' | 'later' | 'unreachable';

export class MailNotTaken extends Error {
  readonly reason: NotTakenReason;
  /** The server's code, such as `550 5.1.1`, or what became of the connection. Never its sentence: that may name people. */
  readonly code: string;

  constructor(reason: NotTakenReason, code: string) {
    super(`The mail was not taken: ${code}`);
    this.name = 'MailNotTaken';
    this.reason = reason;
    this.code = code;
  }
}
