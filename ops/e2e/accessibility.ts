import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/**
 * The faults that axe finds on a page, each with where. Pages in frames are left out unless asked for: they are mails, which somebody else wrote. One rule is experimental and counts initials and key
 * hints, which are hidden from readers, as visible names.
 */
export async function faultsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate<string[]>(
    `axe.run(document, { iframes: false, resultTypes: ['violations'], reporter: 'no-passes', runOnly: ${JSON.stringify(RULES)}, rules: { 'label-content-name-mismatch': { enabled: false } } })
      .then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.slice(0, 3).map(({ target }) => target.join(' ')).join(' | ')))`,
  );
}
