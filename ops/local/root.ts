import { fileURLToPath } from 'node:url';

/** Folder of the whole project. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
