import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isoCBOR } from '@simplewebauthn/server/helpers';

const UP = 0x01;
const UV = 0x04;
const AT = 0x40;

/** What a page may be wrong about, or a thief may try. */
export interface Circumstances {
  origin?: string;
  rpId?: string;
  /** Whether the device checks the person, by a finger or a PIN. */
  verifiesUser?: boolean;
  /** The counter that it claims; else one more than before. */
  counter?: number;
  challenge?: string;
}

/** An authenticator of WebAuthn in software, ES256: it makes a passkey and signs challenges as a device does. */
export class SoftwareAuthenticator {
  readonly id = randomBytes(16);
  readonly #key: KeyObject;
  readonly #publicKey: Uint8Array;
  readonly #origin: string;
  #counter = 0;

  constructor(origin: string) {
    this.#origin = origin;
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.#key = privateKey;
    const { x, y } = publicKey.export({ format: 'jwk' });
    this.#publicKey = isoCBOR.encode(
      new Map<number, number | Uint8Array>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, Buffer.from(x!, 'base64url')],
        [-3, Buffer.from(y!, 'base64url')],
      ]) as never,
    );
  }

  /** Answers the options of a registration, as JSON. */
  register(options: string, circumstances: Circumstances = {}): string {
    const { challenge } = JSON.parse(options) as { challenge: string };
    const credential = Buffer.concat([Buffer.alloc(16), Buffer.from([0, this.id.length]), this.id, this.#publicKey]);
    const authData = Buffer.concat([this.#head(AT, circumstances), credential]);
    const attestation = isoCBOR.encode(
      new Map<string, unknown>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', authData],
      ]) as never,
    );
    return this.#answer({
      clientDataJSON: this.#clientData('webauthn.create', challenge, circumstances).toString('base64url'),
      attestationObject: Buffer.from(attestation).toString('base64url'),
      transports: ['internal'],
    });
  }

  /** Answers the options of a sign-in, as JSON. */
  authenticate(options: string, circumstances: Circumstances = {}): string {
    const { challenge } = JSON.parse(options) as { challenge: string };
    this.#counter = circumstances.counter ?? this.#counter + 1;
    const clientData = this.#clientData('webauthn.get', challenge, circumstances);
    const authData = this.#head(0, circumstances);
    const signed = Buffer.concat([authData, createHash('sha256').update(clientData).digest()]);
    return this.#answer({
      clientDataJSON: clientData.toString('base64url'),
      authenticatorData: authData.toString('base64url'),
      signature: sign('sha256', signed, this.#key).toString('base64url'),
    });
  }

  #answer(response: object): string {
    const id = this.id.toString('base64url');
    return JSON.stringify({ id, rawId: id, type: 'public-key', clientExtensionResults: {}, response });
  }

  #clientData(type: string, challenge: string, given: Circumstances): Buffer {
    return Buffer.from(
      JSON.stringify({ type, challenge: given.challenge ?? challenge, origin: given.origin ?? this.#origin }),
    );
  }

  #head(flags: number, { rpId = new URL(this.#origin).hostname, verifiesUser = true }: Circumstances): Buffer {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.#counter);
    const all = flags | UP | (verifiesUser ? UV : 0);
    return Buffer.concat([createHash('sha256').update(rpId).digest(), Buffer.from([all]), counter]);
  }
}
