import { globSync, readFileSync } from 'node:fs';
import { compileMessage } from '@offplan/kit/i18n/compile-message.ts';
import { describe, expect, it } from 'vitest';
import { ar } from './ar.ts';
import { en } from './en.ts';
import { ru } from './ru.ts';

const KEYS = Object.keys(en) as (keyof typeof en)[];

/** Names of all values and numbers of all tags that a message uses, plural branches included. */
function placeholdersOf(message: string): string[] {
  const found = new Set<string>();
  const walk = (part: unknown) => {
    if (!Array.isArray(part)) return;
    if (typeof part[0] === 'string' && part.length > 0 && part.every((piece) => piece !== undefined))
      found.add(part[0]);
    if (typeof part[2] === 'object' && part[2] !== null) {
      for (const branch of Object.values(part[2])) if (Array.isArray(branch)) for (const piece of branch) walk(piece);
    }
  };
  const compiled = compileMessage(message);
  if (Array.isArray(compiled)) for (const part of compiled) walk(part);
  for (const tag of message.matchAll(/<(\d)>/gu)) found.add(`<${tag[1]}>`);
  return [...found].sort();
}

/** The plural categories that the first plural of a message spells out. */
function pluralBranchesOf(message: string): string[] {
  const compiled = compileMessage(message);
  const plural = Array.isArray(compiled)
    ? compiled.find((part) => Array.isArray(part) && part[1] === 'plural')
    : undefined;
  return Array.isArray(plural) ? Object.keys(plural[2] as object) : [];
}

/** The forms of all plurals of a message, those inside other plurals included. */
function pluralFormsOf(part: unknown): Record<string, unknown>[] {
  if (!Array.isArray(part)) return [];
  const [, kind, cases] = part;
  if (typeof cases !== 'object' || cases === null || Array.isArray(cases)) return part.flatMap(pluralFormsOf);
  const inside = Object.values(cases).flatMap(pluralFormsOf);
  return kind === 'plural' ? [cases as Record<string, unknown>, ...inside] : inside;
}

describe.each([
  ['ru', ru],
  ['ar', ar],
] as const)('the %s catalogue', (locale, catalogue) => {
  it('has every message, and none that English lacks', () => {
    expect(Object.keys(catalogue).sort()).toEqual([...KEYS].sort());
    expect(KEYS.filter((key) => !catalogue[key].trim())).toEqual([]);
  });

  it('uses the values and the markup of the English message', () => {
    const different = KEYS.filter(
      (key) => placeholdersOf(en[key]).join() !== placeholdersOf(catalogue[key]).join(),
    ).map((key) => `${key}: ${placeholdersOf(en[key])} / ${placeholdersOf(catalogue[key])}`);
    expect(different).toEqual([]);
  });

  it('spells out each plural form of its grammar', () => {
    const categories = new Intl.PluralRules(locale).resolvedOptions().pluralCategories;
    const short = KEYS.filter((key) => {
      const branches = pluralBranchesOf(catalogue[key]);
      return branches.length > 0 && categories.some((category) => !branches.includes(category) && category !== 'zero');
    });
    expect(short).toEqual([]);
  });
});

describe('the Russian catalogue', () => {
  it('leaves the number out for 1 alone, and never for 21, which takes the same form', () => {
    const numberless = KEYS.filter((key) =>
      pluralFormsOf(compileMessage(ru[key])).some(
        (forms) => forms['1'] === undefined && !JSON.stringify(forms.one ?? ['#']).includes('"#"'),
      ),
    );
    expect(numberless).toEqual([]);
  });
});

describe('the English catalogue', () => {
  it('holds no message that no screen uses', () => {
    const folder = new URL('..', import.meta.url).pathname;
    const source = globSync('**/*.{ts,tsx}', {
      cwd: folder,
      exclude: (path) => /i18n\/(en|ru|ar)|generated/u.test(String(path)),
    })
      .map((file) => readFileSync(folder + file, 'utf8'))
      .join('\n');
    // Keys that are put together from a part: t(`import.${field}`).
    const families = [...source.matchAll(/`([a-z]+(?:\.[a-z]+)*\.)\$\{/gu)].map((match) => match[1]!);
    const unused = KEYS.filter(
      (key) =>
        !source.includes(`'${key}'`) &&
        !source.includes(`"${key}"`) &&
        !families.some((family) => key.startsWith(family)),
    );
    expect(unused).toEqual([]);
  });
});
