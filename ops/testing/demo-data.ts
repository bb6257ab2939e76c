import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inject } from 'vitest';
import { startProduct } from './start-product.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the data of the demo are made once for all test files; empty at first. */
    demoPlace: string;
  }
}

/** How often those look who wait for whoever makes the demo. In ms. */
const LOOKS_EVERY = 100;

/**
 * Fills an empty folder with the data of a product that was started once, with its demo, and stopped: a start on it takes a third of the
 * time. The first test file that wants it makes it; nothing is kept from one run of the tests to the next.
 */
export async function fillWithDemo(folder: string): Promise<void> {
  const place = inject('demoPlace');
  const [data, ready, failed] = ['data', 'ready', 'failed'].map((name) => join(place, name)) as [
    string,
    string,
    string,
  ];
  const isFirst = await mkdir(data).then(
    () => true,
    () => false,
  );
  if (isFirst) {
    try {
      const product = await startProduct({ dataFolder: data });
      await product.stop();
      await writeFile(ready, '');
    } catch (fault) {
      await writeFile(failed, String(fault));
      throw fault;
    }
  }
  while (!existsSync(ready)) {
    if (existsSync(failed)) throw new Error('The demo could not be made; the test file that tried says why');
    await new Promise((resolve) => setTimeout(resolve, LOOKS_EVERY));
  }
  // With its owners: a server that root starts runs as somebody else, who must reach its files.
  await promisify(execFile)('cp', ['-a', `${data}/.`, folder]);
  await chmod(folder, 0o755);
}
