import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** First byte of what is sealed, so that another way of sealing can stand beside this one. */
const FORMAT = 1;

/** Keeps values unreadable in the database. Each purpose has keys of its own, derived from one secret of the configuration. */
export class Seal {
  readonly #key: Buffer;

  /** `secret`: 32 bytes in base64. Throws when it is anything else. */
  constructor(secret: string, purpose: string) {
    const bytes = Buffer.from(secret, 'base64');
    if (bytes.length !== 32) throw new Error('A key that seals must be 32 bytes in base64');
    this.#key = Buffer.from(hkdfSync('sha256', bytes, '', `offplan ${purpose}`, 32));
  }

  /** AES-256-GCM, bound to the id of the row that it stands in, so that it cannot be put into another. */
  seal(rowId: string, text: string): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.#key, nonce).setAAD(Buffer.from(rowId));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([Buffer.from([FORMAT]), nonce, cipher.getAuthTag(), sealed]);
  }

  /** Throws when the key is another one, or what was sealed was changed or belongs to another row. */
  open(rowId: string, sealed: Buffer): string {
    const nonce = sealed.subarray(1, 1 + NONCE_BYTES);
    const tag = sealed.subarray(1 + NONCE_BYTES, 1 + NONCE_BYTES + TAG_BYTES);
    const decipher = createDecipheriv(ALGORITHM, this.#key, nonce).setAAD(Buffer.from(rowId)).setAuthTag(tag);
    const text = Buffer.concat([decipher.update(sealed.subarray(1 + NONCE_BYTES + TAG_BYTES)), decipher.final()]);
    return text.toString('utf8');
  }

  /** A keyed hash (32 bytes), for what is short enough to be guessed, so that a plain hash would name it. */
  hash(text: string): Buffer {
    return createHmac('sha256', this.#key).update(text).digest();
  }
}
