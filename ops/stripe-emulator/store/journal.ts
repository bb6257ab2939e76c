import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

/** One committed change: `[table, id, row or null]` for each row, and the values beside the tables. */
export interface JournalEntry {
  rows: [table: string, id: string, row: unknown][];
  values: Record<string, unknown>;
}

/**
 * An append-only file of committed changes, a line of JSON each. A line is handed to the operating system before the answer that reports it is
 * sent, so it outlives the process however that ends; a line that was cut short is dropped at the next start.
 */
export class Journal {
  readonly #file: string;
  #descriptor: number;

  private constructor(file: string) {
    this.#file = file;
    this.#descriptor = openSync(file, 'a');
  }

  /** Opens the journal of a folder and calls `apply` with each entry it holds, in order. */
  static open(folder: string, apply: (entry: JournalEntry) => void): Journal {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const file = join(folder, 'journal.jsonl');
    if (existsSync(file)) {
      const text = readFileSync(file, 'utf8');
      const whole = text.lastIndexOf('\n') + 1;
      for (const line of text.slice(0, whole).split('\n')) if (line) apply(JSON.parse(line) as JournalEntry);
      if (whole < text.length) {
        const descriptor = openSync(file, 'r+');
        ftruncateSync(descriptor, Buffer.byteLength(text.slice(0, whole)));
        closeSync(descriptor);
      }
    }
    return new Journal(file);
  }

  append(entry: JournalEntry): void {
    writeSync(this.#descriptor, `${JSON.stringify(entry)}\n`);
  }

  /** Puts one entry in the place of all: the whole state as it is. */
  compact(entry: JournalEntry): void {
    writeFileSync(`${this.#file}.new`, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
    closeSync(this.#descriptor);
    renameSync(`${this.#file}.new`, this.#file);
    this.#descriptor = openSync(this.#file, 'a');
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
