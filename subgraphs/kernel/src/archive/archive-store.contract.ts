import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { ArchiveConflict, type ArchiveStore, sha256Of } from './archive-store.ts';

/** What every archive does. `retainFor`: milliseconds that the clock of the store can be made to pass by `pass`. */
export function describesArchive(options: {
  open(): Promise<ArchiveStore>;
  /** The present of the store's clock. */
  now(): Date;
  retainFor: number;
  pass(milliseconds: number): Promise<void>;
}): void {
  const soon = () => new Date(options.now().getTime() + options.retainFor);
  const pdf = { contentType: 'application/pdf' };
  const bytes = (text: string) => Buffer.from(text);
  const key = () => `invoices/${randomUUID()}/in_1/evt_1.pdf`;

  it('BIL-50 gives back what was put, byte for byte, with its hash and the day until which it is kept', async () => {
    const store = await options.open();
    const name = key();
    const content = Buffer.from(Array.from({ length: 70_000 }, (_, index) => index % 256));
    const retainUntil = soon();
    const put = await store.putOnce(name, content, { ...pdf, retainUntil });
    const got = await (await options.open()).get(name, put.versionId);
    expect(Buffer.from(got!.content).equals(content)).toBe(true);
    expect(got).toMatchObject({ sha256: sha256Of(content), versionId: put.versionId });
    expect(Math.abs(got!.retainUntil.getTime() - retainUntil.getTime())).toBeLessThan(1_000);
  });

  it('BIL-50 takes the same bytes again as the same thing, and refuses others', async () => {
    const store = await options.open();
    const name = key();
    const first = await store.putOnce(name, bytes('invoice'), { ...pdf, retainUntil: soon() });
    expect(await store.putOnce(name, bytes('invoice'), { ...pdf, retainUntil: soon() })).toEqual(first);
    await expect(store.putOnce(name, bytes('another'), { ...pdf, retainUntil: soon() })).rejects.toThrow(
      ArchiveConflict,
    );
    expect(Buffer.from((await store.get(name))!.content).toString()).toBe('invoice');
  });

  it('BIL-50 of many at once with the same bytes all get the same thing; of different ones a single one wins', async () => {
    const store = await options.open();
    const name = key();
    const same = await Promise.all(
      Array.from({ length: 8 }, () => store.putOnce(name, bytes('one'), { ...pdf, retainUntil: soon() })),
    );
    expect(new Set(same.map(({ sha256 }) => sha256)).size).toBe(1);
    const contested = key();
    const results = await Promise.allSettled(
      Array.from({ length: 8 }, (_, index) =>
        store.putOnce(contested, bytes(`${index}`), { ...pdf, retainUntil: soon() }),
      ),
    );
    const won = results.filter((result) => result.status === 'fulfilled');
    expect(won).toHaveLength(1);
    expect((await store.get(contested))!.sha256).toBe(
      (won[0] as PromiseFulfilledResult<{ sha256: string }>).value.sha256,
    );
  });

  it('BIL-50 removes nothing before its time, and removes it afterwards', async () => {
    const store = await options.open();
    const name = key();
    const { versionId } = await store.putOnce(name, bytes('kept'), { ...pdf, retainUntil: soon() });
    expect(await store.tryDelete(name, versionId)).toBe('retained');
    expect(await store.get(name, versionId)).not.toBeNull();
    await options.pass(options.retainFor + 1_000);
    expect(await store.tryDelete(name, versionId)).toBe('deleted');
    expect(await store.get(name, versionId)).toBeNull();
    expect(await store.tryDelete(key())).toBe('missing');
  });

  it('BIL-50 knows nothing under a key that was never used, and no key leads out of it', async () => {
    const store = await options.open();
    expect(await store.get(key())).toBeNull();
    for (const wrong of ['../secrets', 'a/../../b', '/etc/passwd', 'a//b', '.hidden', 'a b', ''])
      await expect(store.putOnce(wrong, bytes('x'), { ...pdf, retainUntil: soon() }), wrong).rejects.toThrow('key');
  });
}
