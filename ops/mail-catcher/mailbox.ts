import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { uuidv7 } from '@offplan/kernel/ids';
import { simpleParser } from 'mailparser';
import type { CaughtMail } from './caught-mail.ts';

/** More than these are of no use to anybody; the oldest go. */
const MOST_MAILS = 500;

interface Entry {
  mail: CaughtMail;
  source: string;
}

/** The mails that were caught, the oldest first: in memory, and as one file each in a folder if there is one. */
export class Mailbox {
  readonly #folder: string | null;
  readonly #entries: Entry[] = [];
  readonly #listeners = new Set<(mail: CaughtMail | null) => void>();

  private constructor(folder: string | null) {
    this.#folder = folder;
  }

  /** Opens a mailbox with what its folder holds. */
  static async open(folder: string | null): Promise<Mailbox> {
    const mailbox = new Mailbox(folder);
    if (!folder) return mailbox;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const file of (await readdir(folder)).filter((name) => name.endsWith('.json')).sort())
      mailbox.#entries.push(JSON.parse(await readFile(join(folder, file), 'utf8')));
    return mailbox;
  }

  get mails(): CaughtMail[] {
    return this.#entries.map(({ mail }) => mail);
  }

  find(id: string): Entry | null {
    return this.#entries.find(({ mail }) => mail.id === id) ?? null;
  }

  /** Keeps a mail. `to` is whom the envelope names. It is on the disk when this resolves. */
  async add(source: Buffer, to: string[]): Promise<void> {
    const entry = { mail: await readMail(source, to), source: source.toString('utf8') };
    if (this.#folder) {
      const file = join(this.#folder, `${entry.mail.id}.json`);
      await writeFile(`${file}.new`, JSON.stringify(entry), { mode: 0o600 });
      await rename(`${file}.new`, file);
    }
    this.#entries.push(entry);
    for (const { mail } of this.#entries.splice(0, Math.max(0, this.#entries.length - MOST_MAILS)))
      await this.#remove(mail);
    for (const listener of this.#listeners) listener(entry.mail);
  }

  async empty(): Promise<void> {
    for (const { mail } of this.#entries.splice(0)) await this.#remove(mail);
    for (const listener of this.#listeners) listener(null);
  }

  /** Calls `listener` with each mail that arrives, and with null when the mailbox is emptied. Returns how to end it. */
  listen(listener: (mail: CaughtMail | null) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #remove({ id }: CaughtMail): Promise<void> {
    if (this.#folder) await rm(join(this.#folder, `${id}.json`), { force: true });
  }
}

async function readMail(source: Buffer, to: string[]): Promise<CaughtMail> {
  const parsed = await simpleParser(source, { skipTextToHtml: true, skipImageLinks: true });
  const html = parsed.html || '';
  const template = parsed.headers.get('x-offplan-template');
  return {
    id: uuidv7(),
    receivedAt: new Date().toISOString(),
    messageId: parsed.messageId ?? '',
    template: typeof template === 'string' ? template : null,
    from: parsed.from?.value[0]?.address ?? '',
    to,
    subject: parsed.subject ?? '',
    text: parsed.text ?? '',
    html,
    links: [
      ...new Set([...html.matchAll(/<a\b[^>]*?\bhref="(https?:[^"]*)"/gi)].map(([, link]) => readAttribute(link!))),
    ],
    oneClickUnsubscribe: oneClickOf(parsed.headerLines),
  };
}

function readAttribute(attribute: string): string {
  return attribute.replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}

/** By both headers alone: without the second a mail program may not post. */
function oneClickOf(headers: readonly { key: string; line: string }[]): string | null {
  const headerOf = (header: string) =>
    headers
      .find(({ key }) => key === header)
      ?.line.slice(header.length + 1)
      .replaceAll(/\s+/g, '') ?? '';
  const [, url] = /^<(https?:[^>]+)>/.exec(headerOf('list-unsubscribe')) ?? [];
  return url && headerOf('list-unsubscribe-post') === 'List-Unsubscribe=One-Click' ? url : null;
}
