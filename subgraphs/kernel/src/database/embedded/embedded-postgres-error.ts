export type EmbeddedPostgresFault =
  | 'WRONG_PLATFORM'
  | 'PACKAGE_MISSING'
  | 'PORT_TAKEN'
  | 'DISK_FULL'
  | 'ALREADY_RUNNING'
  | 'FAILED';

/** The embedded PostgreSQL cannot run. The message says what is wrong and how to mend it (OPS-1). */
export class EmbeddedPostgresError extends Error {
  readonly code: EmbeddedPostgresFault;

  constructor(code: EmbeddedPostgresFault, message: string) {
    super(message);
    this.name = 'EmbeddedPostgresError';
    this.code = code;
  }
}

/** Reads the cause out of what initdb or postgres printed. `doing` says what was tried, `folder` where. */
export function explainFailure(doing: string, output: string, folder: string, port: number): EmbeddedPostgresError {
  if (/No space left on device|Disk quota exceeded/.test(output)) return diskFull(folder);
  if (/Address already in use/.test(output)) return portTaken(port);
  if (/lock file "postmaster.pid" already exists/.test(output))
    return new EmbeddedPostgresError(
      'ALREADY_RUNNING',
      `Another PostgreSQL uses ${folder}. Stop the other offplan, then start again.`,
    );
  return new EmbeddedPostgresError(
    'FAILED',
    `${doing} failed in ${folder}:\n${output.trim() || '(it printed nothing)'}`,
  );
}

export function portTaken(port: number): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'PORT_TAKEN',
    `Port ${port} is taken by another program. Stop it, or choose another port for the embedded PostgreSQL.`,
  );
}

export function diskFull(folder: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'DISK_FULL',
    `The disk that holds ${folder} is full: PostgreSQL needs 150 MB to begin with. Free some space and start again.`,
  );
}
