import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** First byte of what is sealed, so that another way of sealing can stand beside this one. */
const FORMAT = 1;

/**
 * Keeps what a mail says unreadable in the database: its links open accounts. AES-256-GCM, bound to the mail's id, so that the values of
 * one mail cannot be put into another.
 */
export class MailSeal {
  readonly #key: Buffer;
  readonly #addressKey: Buffer;

  /** `secret`: 32 bytes in base64, from the configuration. Throws when it is anything else. */
  constructor(secret: string) {
    const bytes = Buffer.from(secret, 'base64');
    if (bytes.length !== 32) throw new Error('The key that seals mails must be 32 bytes in base64');
    const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', bytes, '', `offplan mail ${purpose}`, 32));
    this.#key = derive('values');
    this.#addressKey = derive('address');
  }

  seal(mailId: string, values: object): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.#key, nonce).setAAD(Buffer.from(mailId));
    const sealed = Buffer.concat([cipher.update(JSON.stringify(values), 'utf8'), cipher.final()]);
    return Buffer.concat([Buffer.from([FORMAT]), nonce, cipher.getAuthTag(), sealed]);
  }

  /** Throws when the key is another one, or what was sealed was changed or belongs to another mail. */
  open(mailId: string, sealed: Buffer): Record<string, unknown> {
    const nonce = sealed.subarray(1, 1 + NONCE_BYTES);
    const tag = sealed.subarray(1 + NONCE_BYTES, 1 + NONCE_BYTES + TAG_BYTES);
    const decipher = createDecipheriv(ALGORITHM, this.#key, nonce).setAAD(Buffer.from(mailId)).setAuthTag(tag);
    const text = Buffer.concat([decipher.update(sealed.subarray(1 + NONCE_BYTES + TAG_BYTES)), decipher.final()]);
    return JSON.parse(text.toString('utf8'));
  }

  /** Stands for an address where it may not be readable. Keyed: addresses can be guessed, so a plain hash would name them. */
  hashAddress(address: string): Buffer {
    return createHmac('sha256', this.#addressKey).update(address.trim().toLowerCase()).digest();
  }
}
