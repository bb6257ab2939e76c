import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generate } from '@graphql-codegen/cli';
import { ROOT } from './root.ts';

const CONFIG = join(ROOT, 'clients/admin/codegen.ts');

/** Writes the admin client's typed documents, and the list of their hashes for the gateway. */
export async function writeTypedDocuments(): Promise<void> {
  const { default: config } = await import(CONFIG);
  await generate({ ...config, silent: true, errorsOnly: true }, true);
}

/** Which of them are stale. */
export async function checkTypedDocuments(): Promise<string[]> {
  const { default: config } = await import(CONFIG);
  const files = (await generate({ ...config, silent: true, errorsOnly: true }, false)) as {
    filename: string;
    content: string;
  }[];
  const faults: string[] = [];
  for (const { filename, content } of files) {
    const committed = await readFile(filename, 'utf8').catch(() => null);
    if (committed !== content) faults.push(`${filename.replace(`${ROOT}/`, '')} is stale: run npm run schema`);
  }
  return faults;
}
