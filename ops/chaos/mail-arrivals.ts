import { caughtMails } from '../mail-catcher/start-mail-catcher.ts';

const bare = (messageId: string) => messageId.replaceAll(/[<>]/g, '');

/** How often each mail has arrived, by its Message-ID; the catcher itself forgets. */
export class MailArrivals {
  readonly #mailUrl: string;
  readonly #arrivals = new Map<string, Set<string>>();

  constructor(mailUrl: string) {
    this.#mailUrl = mailUrl;
  }

  /** Takes in what has arrived until now. */
  async look(): Promise<void> {
    for (const { id, messageId } of await caughtMails(this.#mailUrl)) {
      const arrivals = this.#arrivals.get(bare(messageId)) ?? new Set();
      this.#arrivals.set(bare(messageId), arrivals.add(id));
    }
  }

  has(messageId: string): boolean {
    return this.#arrivals.has(bare(messageId));
  }

  /** How many mails have arrived more often than once. */
  get doubled(): number {
    return [...this.#arrivals.values()].reduce((sum, arrivals) => sum + arrivals.size - 1, 0);
  }
}
