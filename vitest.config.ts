import { createRequire } from 'node:module';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// Vite would take graphql's ESM build while packages outside Vite take the CommonJS one: two realms. One file for both.
const graphql = createRequire(import.meta.url).resolve('graphql');

/** Browsers first: the longest files must not be left for the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) => moduleId.includes('/e2e/');
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

export default defineConfig({
  resolve: { alias: [{ find: /^graphql$/, replacement: graphql }] },
  test: {
    include: [
      'subgraphs/**/*.test.ts',
      'gateway/**/*.test.ts',
      'schema/**/*.test.ts',
      'ops/**/*.test.ts',
      'clients/**/*.test.ts',
    ],
    globalSetup: ['ops/testing/global-setup.ts'],
    env: { APOLLO_TELEMETRY_DISABLED: 'true', NODE_ENV: 'test' },
    sequence: { sequencer: LongestFirst },
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
