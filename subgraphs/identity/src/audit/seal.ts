import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

/** What a seal says: on this day an Organisation's chain ended with this entry. */
export interface SealedHead {
  orgId: string;
  /** YYYY-MM-DD, UTC. */
  day: string;
  seq: number;
  /** In hex. */
  hash: string;
  /** ISO 8601, UTC. */
  sealedAt: string;
}

export function signHead(head: SealedHead, privateKey: KeyObject): Buffer {
  return sign(null, textOf(head), privateKey);
}

/** Whether a seal was made with this installation's key. */
export function isSealGenuine(head: SealedHead, signature: Uint8Array, privateKey: KeyObject): boolean {
  return verify(null, textOf(head), createPublicKey(privateKey), signature);
}

function textOf({ orgId, day, seq, hash, sealedAt }: SealedHead): Buffer {
  return Buffer.from(['offplan audit seal 1', orgId, day, seq, hash, sealedAt].join('\n'));
}

/** The public half of the key: PEM, and the SHA-256 of its DER form in hex, by which people compare it. */
export function sealKeyOf(privateKey: KeyObject): { publicKey: string; fingerprint: string } {
  const key = createPublicKey(privateKey);
  return {
    publicKey: key.export({ type: 'spki', format: 'pem' }) as string,
    fingerprint: createHash('sha256')
      .update(key.export({ type: 'spki', format: 'der' }))
      .digest('hex'),
  };
}
