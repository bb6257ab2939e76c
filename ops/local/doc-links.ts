import { globSync } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ROOT } from './root.ts';

/** Links of the documentation that lead to no file of the project, as `page: link`. */
export async function brokenDocLinks(): Promise<string[]> {
  const broken: string[] = [];
  for (const page of ['README.md', 'CONTRIBUTING.md', ...globSync('docs/**/*.md', { cwd: ROOT })]) {
    const text = await readFile(join(ROOT, page), 'utf8');
    for (const [, link] of text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)) {
      if (/^[a-z]+:/.test(link!)) continue;
      const isThere = await access(join(ROOT, dirname(page), link!)).then(
        () => true,
        () => false,
      );
      if (!isThere) broken.push(`${page}: ${link}`);
    }
  }
  return broken;
}
