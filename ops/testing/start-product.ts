import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { ROOT } from '../local/root.ts';

/** The product as a person starts it, in a process of its own. */
export interface StartedProduct {
  port: number;
  process: ChildProcess;
  /** What it has printed. */
  output(): string;
  /** As by Ctrl-C; resolves with the exit code. */
  stop(): Promise<number | null>;
  /** As by a power cut: nothing is told to end in order. */
  kill(): Promise<void>;
}

/** Starts offplan on a data folder; resolves when it says that it is ready. `loader` runs before everything else in it. */
export async function startProduct(options: {
  dataFolder: string;
  port?: number;
  environment?: Record<string, string>;
  loader?: string;
}): Promise<StartedProduct> {
  const port = options.port ?? (await freePort());
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', ...(options.loader ? ['--import', options.loader] : []), 'ops/local/start.ts'],
    {
      cwd: ROOT,
      env: {
        ...process.env,
        PATH: `${join(ROOT, 'node_modules/.bin')}:${process.env.PATH}`,
        NODE_ENV: '',
        OFFPLAN_PORT: String(port),
        OFFPLAN_MAIL_PORT: '0',
        OFFPLAN_TIME_PORT: '0',
        OFFPLAN_STRIPE_PORT: '0',
        OFFPLAN_DATA_DIR: options.dataFolder,
        ...options.environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output += chunk;
    });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', () => output.includes('offplan is ready') && resolve());
    void ended.then(() => reject(new Error(`The product did not start:\n${output}`)));
  });
  return {
    port,
    process: child,
    output: () => output,
    async stop() {
      child.kill('SIGINT');
      return ended;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
