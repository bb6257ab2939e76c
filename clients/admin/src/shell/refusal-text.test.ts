import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { en } from '../i18n/en.ts';
import { reasonText, refusalText } from './refusal-text.ts';

const ROOT = new URL('../../../../', import.meta.url).pathname;
const t = (key: keyof typeof en) => en[key];

/** The source of the subgraphs, without their tests. */
const source = readdirSync(join(ROOT, 'subgraphs'))
  .flatMap((name) => {
    const folder = join(ROOT, 'subgraphs', name, 'src');
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
      .map((path) => readFileSync(join(folder, path), 'utf8'));
  })
  .join('\n');
const schema = readFileSync(join(ROOT, 'schema/generated/supergraph.graphql'), 'utf8');

/** The codes that a failure of the schema can have: set where its class is made, or listed in its description. */
function codesOf(type: string): string[] {
  const [, description = ''] = schema.match(new RegExp(`"""\\n([^"]*)\\n"""\\ntype ${type}\\b`)) ?? [];
  const listed = description.match(/`code` is ([^.]*)\./)?.[1];
  const made = [
    ...source.matchAll(
      new RegExp(`(?:class ${type} extends|new ${type}\\(\\), \\{)[^]*?\\bcode(?: =|:)([^;,]*)[;,]`, 'g'),
    ),
  ];
  const text = listed ?? made.map(([, value]) => value).join();
  return text.match(/\b[A-Z]{2,}(?:_[A-Z]+)*\b/g) ?? [];
}

const failures = [...schema.matchAll(/^type (\w+) implements [^{@]*\bUserError\b/gm)].map(([, name]) => name!);

it('SCH-7 each failure of the schema has its codes in the source, and each code its words in the catalogues', () => {
  expect(failures.length).toBeGreaterThan(50);
  expect(failures.filter((type) => codesOf(type).length === 0)).toEqual([]);
  const codes = [...new Set(failures.flatMap(codesOf))];
  const untranslated = codes.filter((code) => refusalText(t, { code, message: '–' }) === '–');
  expect(untranslated).toEqual([]);
});

it('SCH-11 DES-5 each reason why somebody may not do a thing has its words', () => {
  const [, reasons = ''] = schema.match(/^enum NotPermittedReason[^{]*\{([^}]*)\}/m) ?? [];
  const known = [...reasons.matchAll(/^ {2}([A-Z]{2,}[A-Z_]*)\b/gm)].map(([, reason]) => reason!);
  expect(known.length).toBeGreaterThan(4);
  const texts = known.map((reason) => reasonText(t, reason));
  expect(new Set(texts).size).toBe(known.length);
  expect(reasonText(t, 'ROLE', 'import.refusedHint')).toBe(en['import.refusedHint']);
});
