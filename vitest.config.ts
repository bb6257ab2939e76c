import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// Vite would take graphql's ESM build while packages outside Vite take the CommonJS one: two realms. One file for both.
const graphql = createRequire(import.meta.url).resolve('graphql');

/** Puts something else in a module's place, and needs a process in which nobody has loaded that module. */
const IN_ANOTHERS_PLACE = 'subgraphs/identity/src/sessions/sessions.test.ts';

/** The longest first: they must not be left for the end. */
const LENGTHS = [
  '/e2e/screens.',
  '/e2e/people.',
  '/e2e/paid-journey.',
  '/e2e/',
  '/scenarios/',
  '/archive/s3-',
  '/database/embedded/',
  '/imports/unit-import.',
  '/ops/',
  '/subgraphs/',
];

/** The longest first, and those with a browser spread over all: each keeps a processor busy, while the others wait as long as they work. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const found = LENGTHS.findIndex((part) => moduleId.includes(part));
      return found === -1 ? LENGTHS.length : found;
    };
    const sorted = (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
    const isBrowser = ({ moduleId }: TestSpecification) => moduleId.includes('/e2e/');
    const browser = sorted.filter(isBrowser);
    const others = sorted.filter((file) => !isBrowser(file));
    const share = Math.ceil(others.length / browser.length);
    return browser.length === 0
      ? others
      : browser.flatMap((file, nth) => [file, ...others.slice(nth * share, (nth + 1) * share)]);
  }
}

/** More than processors: somebody always waits. */
const WORKERS = Math.min(availableParallelism(), 4) * 2;

const everywhere = {
  env: { APOLLO_TELEMETRY_DISABLED: 'true', NODE_ENV: 'test' },
  pool: 'forks',
  maxWorkers: WORKERS,
  setupFiles: 'subgraphs/kernel/src/testing/each-file.ts',
  testTimeout: 60_000,
  hookTimeout: 60_000,
} as const;
const resolve = { alias: [{ find: /^graphql$/, replacement: graphql }] };

export default defineConfig({
  test: {
    globalSetup: ['ops/testing/global-setup.ts'],
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        resolve,
        test: {
          ...everywhere,
          name: 'all',
          include: ['subgraphs', 'gateway', 'schema', 'ops', 'clients'].map((folder) => `${folder}/**/*.test.ts`),
          exclude: [IN_ANOTHERS_PLACE, '**/node_modules/**'],
          // Files have databases, products and browsers of their own; one process for many of them loads what they need once.
          isolate: false,
        },
      },
      { resolve, test: { ...everywhere, name: 'in another’s place', include: [IN_ANOTHERS_PLACE] } },
    ],
  },
});
