import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Where the offset of the product's clock is kept, in a data folder: what was done by that clock stays in its past after a new start. */
export const offsetFile = (folder: string) => join(folder, 'time-travel.json');

/** In ms; 0 where nobody has travelled. */
export async function readOffset(file: string): Promise<number> {
  try {
    return Number(JSON.parse(await readFile(file, 'utf8')).offset);
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw fault;
  }
}

export async function keepOffset(file: string, offset: number): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.new`, JSON.stringify({ offset }));
  await rename(`${file}.new`, file);
}
