import { afterAll } from 'vitest';
import { dropMadeDatabases } from './worker-database.ts';

// Runs before each test file, also where one process runs many of them.
afterAll(dropMadeDatabases);
