import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../database/embedded/embedded-postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Superuser's address of the PostgreSQL that all test files share. */
    pgUrl: string;
  }
}

/** One throw-away PostgreSQL for a whole test run (OPS-30). */
export default async function startTestPostgres(project: TestProject): Promise<() => Promise<void>> {
  const postgres = await startEmbeddedPostgres();
  project.provide('pgUrl', postgres.url);
  return postgres.stop;
}
