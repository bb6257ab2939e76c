import { mkdtempSync } from 'node:fs';
import { chmod, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ManualClock } from '../clock.ts';
import { describesArchive } from './archive-store.contract.ts';
import { ArchiveDamaged } from './archive-store.ts';
import { FileArchiveStore } from './file-archive-store.ts';

describe('the archive in files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'offplan-archive-'));
  const clock = new ManualClock();
  afterAll(() => rm(folder, { recursive: true, force: true }));

  describesArchive({
    open: async () => new FileArchiveStore(folder, clock),
    now: () => clock.now(),
    retainFor: 7 * 365 * 86_400_000,
    pass: async (milliseconds) => clock.advance(milliseconds),
  });

  it('BIL-50 a file that somebody changed is found out when it is read', async () => {
    const store = new FileArchiveStore(folder, clock);
    const { sha256 } = await store.putOnce('invoices/x/in_9/evt_9.pdf', Buffer.from('the truth'), {
      contentType: 'application/pdf',
      retainUntil: new Date(clock.now().getTime() + 1_000),
    });
    const file = join(folder, 'invoices/x/in_9', `evt_9.pdf.${sha256}`);
    await chmod(file, 0o644);
    await writeFile(file, 'a lie');
    await expect(store.get('invoices/x/in_9/evt_9.pdf')).rejects.toThrow(ArchiveDamaged);
  });

  it('BIL-50 what a power cut left half done is as if it had never been, and no draft counts', async () => {
    const store = new FileArchiveStore(folder, clock);
    await store.putOnce('half/in_1/evt_1.pdf', Buffer.from('whole'), {
      contentType: 'application/pdf',
      retainUntil: clock.now(),
    });
    await rm(join(folder, 'half/in_1/evt_1.pdf.slip'));
    expect(await store.get('half/in_1/evt_1.pdf')).toBeNull();
    await store.putOnce('half/in_1/evt_1.pdf', Buffer.from('other'), {
      contentType: 'application/pdf',
      retainUntil: clock.now(),
    });
    expect(Buffer.from((await store.get('half/in_1/evt_1.pdf'))!.content).toString()).toBe('other');
    expect((await readdir(join(folder, 'half/in_1'))).filter((name) => name.endsWith('.draft'))).toEqual([]);
  });
});
