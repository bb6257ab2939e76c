import { createHash } from 'node:crypto';

/** What is known of something that lies in the archive. */
export interface Archived {
  /** Of its bytes, hexadecimal. */
  sha256: string;
  /** Which of the versions under its key it is; null where there can be but one. */
  versionId: string | null;
  /** Until then nobody may remove it. */
  retainUntil: Date;
}

/**
 * Keeps bytes for years without a way to change or remove them before their time (BIL-50). A key is used once: the same bytes again are
 * the same thing, so that an archiving that was cut off may be repeated; other bytes are a conflict.
 */
export interface ArchiveStore {
  /** Throws ArchiveConflict when other bytes lie under the key. Resolves when the bytes would survive a power cut. */
  putOnce(key: string, content: Uint8Array, options: { contentType: string; retainUntil: Date }): Promise<Archived>;
  /** Null where nothing lies. Throws ArchiveDamaged when the bytes are not what was put. `versionId`: which one, where there are several. */
  get(key: string, versionId?: string | null): Promise<(Archived & { content: Uint8Array }) | null>;
  /** Tries to remove: `retained` before its time, whoever asks. */
  tryDelete(key: string, versionId?: string | null): Promise<'deleted' | 'retained' | 'missing'>;
}

/** Other bytes lie under the key. */
export class ArchiveConflict extends Error {
  constructor(key: string) {
    super(`Something else is archived as ${key}`);
    this.name = 'ArchiveConflict';
  }
}

/** What lies under the key is not what was put there. */
export class ArchiveDamaged extends Error {
  constructor(key: string) {
    super(`What is archived as ${key} has been changed`);
    this.name = 'ArchiveDamaged';
  }
}

/** Segments of letters, digits, `.`, `_` and `-` with slashes between them: a key cannot lead out of the archive. */
const KEY = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/;

export function checkKey(key: string): void {
  if (!KEY.test(key) || key.length > 500) throw new Error(`This is not a key of the archive: ${key}`);
}

export const sha256Of = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');
