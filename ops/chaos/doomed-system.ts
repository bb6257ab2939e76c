import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { VictimOptions } from './victim.ts';

/** A whole offplan in a process that is killed again and again, on a database that stays. */
export class DoomedSystem {
  readonly #options: VictimOptions;
  #process: ChildProcess | null = null;
  #spare: ChildProcess | null = null;
  #ended: Promise<void> = Promise.resolve();
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
    return fork(fileURLToPath(new URL('./victim.ts', import.meta.url)), [JSON.stringify(this.#options)], {
      execArgv: ['--import', 'tsx'],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
  }

  /** From now on it lives for so many statements more. */
  async arm(dieAfter: number): Promise<void> {
    const child = this.#process!;
    await new Promise<void>((resolve) => {
      child.once('message', () => resolve());
      // To one that has died in this very moment nothing can be said; that it died is asked elsewhere.
      child.send({ dieAfter }, () => {});
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
