import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ACTIONS } from './action-name.ts';

/** Where an event gets its type: in the event, or as what a helper is told. */
const TYPES = /(?:type: |_ERASED = |_CHANGED = |, )'((?!identity\.|inventory\.|billing\.|growth\.)[a-z_]+\.[a-z_]+)'/gu;
/** Made of a word and what became of it. */
const COMPOSED = ['mail.sent', 'mail.failed', 'mail.bounced', 'mail.suppressed', 'building.created', 'floor.created'];

it('ID-70 each event that the subgraphs write has words of its own in the log', () => {
  const files = globSync('subgraphs/*/src/**/*.ts').filter((file) => !/\.test\.ts$|testing|migrations/u.test(file));
  expect(files.length).toBeGreaterThan(200);
  const emitted = new Set(COMPOSED);
  for (const file of files) {
    const text = readFileSync(file, 'utf8');
    if (/\bemit\(|personEvent\(|endMembership\(|Event\(|_ERASED = /u.test(text))
      for (const [, type] of text.matchAll(TYPES)) emitted.add(type!);
  }
  expect(emitted.size).toBeGreaterThan(40);
  expect([...emitted].filter((type) => !(ACTIONS as string[]).includes(type)).sort()).toEqual([]);
});
