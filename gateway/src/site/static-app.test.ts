import { mkdir, mkdtemp, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { StaticApp } from './static-app.ts';

/** How often this process has a file open. */
async function timesOpen(file: string): Promise<number> {
  const targets = await Promise.all(
    (await readdir('/proc/self/fd')).map((one) => readlink(`/proc/self/fd/${one}`).catch(() => '')),
  );
  return targets.filter((target) => target === file).length;
}

it.runIf(process.platform === 'linux')(
  'GW-35 readers who go away in the middle of a file leave no open file behind',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'app-'));
    const file = join(folder, 'assets', 'large.js');
    await mkdir(join(folder, 'assets'));
    await writeFile(file, Buffer.alloc(16 * 1024 * 1024));
    const app = new StaticApp(folder);
    const server = createServer((request, response) => void app.serve(request, response, request.url!, 'nonce'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    try {
      const readers = Array.from({ length: 20 }, () => connect(port, '127.0.0.1'));
      await Promise.all(
        readers.map(async (reader) => {
          reader.write('GET /assets/large.js HTTP/1.1\r\nHost: app\r\n\r\n');
          await new Promise((resolve) => reader.once('data', resolve));
          reader.pause();
        }),
      );
      expect(await timesOpen(file)).toBe(20);
      for (const reader of readers) reader.destroy();
      await expect.poll(() => timesOpen(file)).toBe(0);
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true });
    }
  },
);
