import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// Vite would take graphql's ESM build while packages outside Vite take the CommonJS one: two realms. One file for both.
const graphql = createRequire(import.meta.url).resolve('graphql');

const BROWSER = 'ops/e2e/**/*.test.ts';
/** Puts something else in a module's place, and needs a process in which nobody has loaded that module. */
const IN_ANOTHERS_PLACE = 'subgraphs/identity/src/sessions/sessions.test.ts';

/** The longest first: they must not be left for the end. `people` needs no demo, and goes on while somebody else makes it. */
const LENGTHS = [
  '/e2e/screens.',
  '/e2e/people.',
  '/e2e/paid-journey.',
  '/e2e/',
  '/scenarios/billing/money.',
  '/scenarios/billing/plans.',
  '/scenarios/billing/disputes.',
  '/scenarios/local-product.',
  '/scenarios/stripe-trouble.',
  '/scenarios/event-permutations.',
  '/scenarios/',
  '/archive/s3-',
  '/database/embedded/',
  '/imports/unit-import.',
  '/ops/',
  '/subgraphs/',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const found = LENGTHS.findIndex((part) => moduleId.includes(part));
      return found === -1 ? LENGTHS.length : found;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

/** A browser test keeps a processor busy but for its waits, which one more fills. The others wait as long as they work: twice as many run at once. */
const PROCESSORS = Math.min(availableParallelism(), 4);

const everywhere = {
  env: { APOLLO_TELEMETRY_DISABLED: 'true', NODE_ENV: 'test' },
  pool: 'forks',
  setupFiles: 'subgraphs/kernel/src/testing/each-file.ts',
  testTimeout: 60_000,
  hookTimeout: 60_000,
} as const;
/** Files have databases, products and browsers of their own; one process for many of them loads what they need once. */
const together = { isolate: false } as const;
const beside = { maxWorkers: PROCESSORS * 2, sequence: { groupOrder: 1 } };
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
          ...together,
          name: 'browser',
          include: [BROWSER],
          maxWorkers: PROCESSORS + 1,
          sequence: { groupOrder: 0 },
        },
      },
      {
        resolve,
        test: {
          ...everywhere,
          ...together,
          ...beside,
          name: 'parts and system',
          include: ['subgraphs', 'gateway', 'schema', 'ops', 'clients'].map((folder) => `${folder}/**/*.test.ts`),
          exclude: [BROWSER, IN_ANOTHERS_PLACE, '**/node_modules/**'],
        },
      },
      {
        resolve,
        test: { ...everywhere, ...beside, name: 'in another’s place', include: [IN_ANOTHERS_PLACE] },
      },
    ],
  },
});
