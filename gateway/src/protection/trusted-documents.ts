import { createHash } from 'node:crypto';

/** The operations that our own apps send, by the SHA-256 of their text (GW-36). */
export class TrustedDocuments {
  readonly #byId: ReadonlyMap<string, string>;
  readonly #allowsAny: boolean;

  constructor(manifest: Record<string, string>, allowsAny: boolean) {
    this.#byId = new Map(Object.entries(manifest).map(([id, text]) => [bare(id), text]));
    this.#allowsAny = allowsAny;
  }

  /** The text to run for a request, or null when it is none of ours: every such request gets the same answer. */
  find(request: { documentId?: unknown; query?: unknown }): { text: string; isTrusted: boolean } | null {
    if (typeof request.documentId === 'string') {
      const text = this.#byId.get(bare(request.documentId));
      return text === undefined ? null : { text, isTrusted: true };
    }
    if (typeof request.query !== 'string') return null;
    const known = this.#byId.get(createHash('sha256').update(request.query).digest('hex'));
    if (known !== undefined) return { text: known, isTrusted: true };
    return this.#allowsAny ? { text: request.query, isTrusted: false } : null;
  }
}

function bare(id: string): string {
  return id.replace(/^sha256:/, '');
}
