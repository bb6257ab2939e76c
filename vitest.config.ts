import { createRequire } from 'node:module';
import { defineConfig } from 'vitest/config';

// Vite would take graphql's ESM build while packages outside Vite take the CommonJS one: two realms. One file for both.
const graphql = createRequire(import.meta.url).resolve('graphql');

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
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
