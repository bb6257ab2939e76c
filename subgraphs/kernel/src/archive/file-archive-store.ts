import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Clock } from '../clock.ts';
import {
  ArchiveConflict,
  ArchiveDamaged,
  type Archived,
  type ArchiveStore,
  checkKey,
  sha256Of,
} from './archive-store.ts';

interface Slip {
  sha256: string;
  contentType: string;
  retainUntil: string;
}

/**
 * The archive of an installation on one machine: write-once files. A thing is its content and a slip beside it, which is put in place last
 * and at once, so that after a power cut it is there wholly or not. Offplan removes nothing before its time; whoever administers the machine
 * can. That is found out: the hashes stand in the audit log too.
 */
export class FileArchiveStore implements ArchiveStore {
  readonly #folder: string;
  readonly #clock: Clock;

  constructor(folder: string, clock: Clock) {
    this.#folder = folder;
    this.#clock = clock;
  }

  async putOnce(
    key: string,
    content: Uint8Array,
    options: { contentType: string; retainUntil: Date },
  ): Promise<Archived> {
    checkKey(key);
    const slip: Slip = {
      sha256: sha256Of(content),
      contentType: options.contentType,
      retainUntil: options.retainUntil.toISOString(),
    };
    const file = join(this.#folder, key);
    await mkdir(dirname(file), { recursive: true });
    // Each content has a name of its own until the slip says which one counts.
    await writeOnce(contentOf(file, slip), content);
    if (await writeOnce(slipOf(file), Buffer.from(JSON.stringify(slip)))) return archivedOf(slip);
    const known = (await readSlip(file))!;
    if (known.sha256 !== slip.sha256) {
      await rm(contentOf(file, slip), { force: true });
      throw new ArchiveConflict(key);
    }
    return archivedOf(known);
  }

  async get(key: string): Promise<(Archived & { content: Uint8Array }) | null> {
    checkKey(key);
    const file = join(this.#folder, key);
    const slip = await readSlip(file);
    if (!slip) return null;
    const content = await readOrNull(contentOf(file, slip));
    if (!content || sha256Of(content) !== slip.sha256) throw new ArchiveDamaged(key);
    return { ...archivedOf(slip), content };
  }

  async tryDelete(key: string): Promise<'deleted' | 'retained' | 'missing'> {
    checkKey(key);
    const file = join(this.#folder, key);
    const slip = await readSlip(file);
    if (!slip) return 'missing';
    if (new Date(slip.retainUntil) > this.#clock.now()) return 'retained';
    await rm(slipOf(file));
    await rm(contentOf(file, slip), { force: true });
    await syncFolder(dirname(file));
    return 'deleted';
  }
}

const slipOf = (file: string) => `${file}.slip`;
const contentOf = (file: string, { sha256 }: Slip) => `${file}.${sha256}`;

const archivedOf = ({ sha256, retainUntil }: Slip): Archived => ({
  sha256,
  versionId: null,
  retainUntil: new Date(retainUntil),
});

async function readSlip(file: string): Promise<Slip | null> {
  const text = await readOrNull(slipOf(file));
  return text && (JSON.parse(text.toString('utf8')) as Slip);
}

async function readOrNull(file: string): Promise<Buffer | null> {
  try {
    return await readFile(file);
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw fault;
  }
}

/** Puts a whole file in place, readable and no more, if there is none. Resolves with whether it was put; either way it is on the disk. */
async function writeOnce(file: string, content: Uint8Array): Promise<boolean> {
  const draft = `${file}.${randomUUID()}.draft`;
  const handle = await open(draft, 'wx', 0o444);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    // Unlike a rename this fails where something lies.
    await link(draft, file);
    return true;
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw fault;
  } finally {
    await rm(draft, { force: true });
    await syncFolder(dirname(file));
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
