import type { Correction } from './read-rows.ts';

/** What the person chose beside the mapping of columns; plain data (JSON). */
export interface ImportOptions {
  /** Status words whose units are held back (INV-14); the statuses themselves are in the mappings. */
  readonly unreleasedWords: readonly string[];
  /** Words of the status columns that mean nothing known yet. */
  readonly unknownWords: readonly string[];
  readonly corrections: readonly Correction[];
}
