import { Seal } from '../seal.ts';

/** Keeps what a mail says unreadable in the database: its links open accounts. */
export class MailSeal {
  readonly #values: Seal;
  readonly #addresses: Seal;

  /** `secret`: 32 bytes in base64, from the configuration. Throws when it is anything else. */
  constructor(secret: string) {
    this.#values = new Seal(secret, 'mail values');
    this.#addresses = new Seal(secret, 'mail address');
  }

  /** Bound to the mail's id, so that the values of one mail cannot be put into another. */
  seal(mailId: string, values: object): Buffer {
    return this.#values.seal(mailId, JSON.stringify(values));
  }

  /** Throws when the key is another one, or what was sealed was changed or belongs to another mail. */
  open(mailId: string, sealed: Buffer): Record<string, unknown> {
    return JSON.parse(this.#values.open(mailId, sealed));
  }

  /** Stands for an address where it may not be readable. Keyed: addresses can be guessed, so a plain hash would name them. */
  hashAddress(address: string): Buffer {
    return this.#addresses.hash(address.trim().toLowerCase());
  }
}
