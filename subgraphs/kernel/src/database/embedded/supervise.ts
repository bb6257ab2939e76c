/**
 * Runs one program and outlives its parent just long enough to stop it: `node supervise.ts '{"command":…}'`.
 *
 * The parent holds this process's standard input. When that closes, because the parent asked for a stop, ended or was killed, the
 * program is stopped and the throw-away folders are removed. PostgreSQL by itself would go on as an orphan.
 * The first line on standard output is the program's process id. Exits with the program's exit code.
 */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';

export interface Supervision {
  command: string;
  args: string[];
  /** User and group that the program runs as; only root may name others than its own. */
  uid?: number;
  gid?: number;
  env: Record<string, string>;
  /** Folders to remove once the program has ended. */
  remove: string[];
}

/** PostgreSQL's words for: end the sessions and stop; stop at once and recover at the next start. */
const FAST_STOP = 'SIGINT';
const IMMEDIATE_STOP = 'SIGQUIT';
const PATIENCE_MILLISECONDS = 15_000;

const supervision: Supervision = JSON.parse(process.argv[2]!);
const { command, args, uid, gid, env } = supervision;
const program = spawn(command, args, { uid, gid, env, cwd: '/', stdio: ['ignore', 'inherit', 'inherit'] });

function stop(): void {
  program.kill(FAST_STOP);
  setTimeout(() => program.kill(IMMEDIATE_STOP), PATIENCE_MILLISECONDS).unref();
  setTimeout(() => program.kill('SIGKILL'), 2 * PATIENCE_MILLISECONDS).unref();
}

function end(exitCode: number): void {
  for (const folder of supervision.remove) rmSync(folder, { recursive: true, force: true });
  process.exit(exitCode);
}

process.stdin.on('end', stop).on('error', stop).resume();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
// Nobody may be left to read the process id.
process.stdout.on('error', () => {});
program.once('spawn', () => process.stdout.write(`${program.pid}\n`));
program.once('error', (fault) => {
  process.stderr.write(`${command}: ${fault.message}\n`);
  end(127);
});
program.once('exit', (exitCode) => end(exitCode ?? 1));
