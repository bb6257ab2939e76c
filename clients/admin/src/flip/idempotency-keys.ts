/** A random UUID (version 4). `crypto.randomUUID` is missing on plain-HTTP hosts, `getRandomValues` is not. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/**
 * One key a click, kept until the server has answered: a retry after a lost connection carries the same key and gets the
 * first answer, so a winner is never told that it lost. Other input is another act and gets another key (INV-34).
 */
export class IdempotencyKeys {
  #input: string | undefined;
  #key = '';

  /** The key for this input: the same while it is unanswered. */
  keyFor(input: unknown): string {
    const text = JSON.stringify(input);
    if (text !== this.#input) {
      this.#input = text;
      this.#key = newKey();
    }
    return this.#key;
  }

  /** The server answered, whatever it said: the next click is a new act. */
  answered(): void {
    this.#input = undefined;
  }
}
