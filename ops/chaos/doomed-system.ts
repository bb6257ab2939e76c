import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from '../local/root.ts';
import type { VictimAnswer, VictimOptions, VictimOrder } from './victim.ts';

/** As deep below the root as the sources are: a path that is reckoned from a file is the same. */
const VICTIM = join(ROOT, '.cache/victim/victim.js');

/** A whole offplan in a process that is killed again and again, on a database that stays. */
export class DoomedSystem {
  readonly #options: VictimOptions;
  #process: ChildProcess | null = null;
  #spare: ChildProcess | null = null;
  #ended: Promise<void> = Promise.resolve();
  #built: Promise<void> | null = null;
  kills = 0;

  constructor(options: VictimOptions) {
    this.#options = options;
  }

  get isAlive(): boolean {
    return this.#process !== null && this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** Starts it, when it does not run. */
  async start(): Promise<void> {
    if (this.isAlive) return;
    this.#built ??= bundleVictim();
    await this.#built;
    const child = this.#spare ?? this.#load();
    this.#spare = null;
    this.#process = child;
    this.#ended = new Promise((resolve) => child.once('exit', () => resolve()));
    const isReady = new Promise<void>((resolve, reject) => {
      child.once('message', () => resolve());
      void this.#ended.then(() => reject(new Error('The system did not start')));
    });
    child.send('start');
    await isReady;
    // Loading takes longer than anything else: the next one does it meanwhile.
    this.#spare = this.#load();
  }

  #load(): ChildProcess {
    return fork(VICTIM, [JSON.stringify(this.#options)], {
      execArgv: ['--enable-source-maps'],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
  }

  /** From now on it lives for so many boundaries more. Resolves with how many it has passed since it was last told. */
  async arm(dieAfter: number): Promise<number> {
    const child = this.#process!;
    const order: VictimOrder = { dieAfter };
    return new Promise<number>((resolve) => {
      child.once('message', ({ passed }: VictimAnswer) => resolve(passed));
      // To one that has died in this very moment nothing can be said; that it died is asked elsewhere.
      child.send(order, () => {});
    });
  }

  /** Lets it live. False when it has died in this very moment; counts the kill then. */
  async spare(): Promise<boolean> {
    await Promise.race([this.arm(Number.MAX_SAFE_INTEGER), this.#ended]);
    return !(await this.hasDiedWithin(0));
  }

  /** Whether it died within so many milliseconds; counts the kill. */
  async hasDiedWithin(milliseconds: number): Promise<boolean> {
    const timeout = new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
    await Promise.race([this.#ended, timeout]);
    if (this.isAlive) return false;
    this.kills += 1;
    return true;
  }

  async stop(): Promise<void> {
    this.#process?.kill('SIGKILL');
    this.#spare?.kill('SIGKILL');
    await this.#ended;
  }
}

/** One file in place of some hundred that are compiled one by one: there are as many victims as there are faults. */
async function bundleVictim(): Promise<void> {
  await build({
    entryPoints: [join(ROOT, 'ops/chaos/victim.ts')],
    outfile: VICTIM,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    sourcemap: true,
    logLevel: 'warning',
    plugins: [
      {
        name: 'packages stay outside',
        setup: (bundler) =>
          bundler.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
            path.startsWith('@offplan/') || kind === 'entry-point' ? undefined : { path, external: true },
          ),
      },
    ],
  });
}
