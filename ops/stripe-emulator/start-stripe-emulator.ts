import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../local/root.ts';
import { ControlClient } from './control/control-client.ts';

export interface StripeEmulatorOptions {
  /** Keeps the state over restarts; without it the state is in memory. */
  dataFolder?: string;
  /** 0, or nothing, is any that is free. */
  port?: number;
  /** Delivers webhooks shuffled by this seed. */
  shuffle?: string;
  /** Answers 500 when an answer breaks the contract of the package's types, instead of counting it: for tests. */
  strict?: boolean;
  /** Begins all ids. */
  seed?: string;
  /** Address of the hosted pages, when people reach them by another one than `http://127.0.0.1:{port}`. */
  origin?: string;
}

/** A Stripe emulator that runs. */
export interface StripeEmulator {
  /** `http://127.0.0.1:{port}`. For the package: `new Stripe(secretKey, { host: '127.0.0.1', port, protocol: 'http' })`. */
  address: string;
  port: number;
  secretKey: string;
  control: ControlClient;
  stop(): Promise<void>;
  /** As by a power cut. */
  kill(): Promise<void>;
  /** Starts it again on the same port, after `kill` or `stop` or instead of them; with a data folder nothing is lost. */
  restart(): Promise<void>;
}

/** Starts the emulator as a process of its own, which ends with this one. Throws when its port is taken. */
export async function startStripeEmulator(options: StripeEmulatorOptions = {}): Promise<StripeEmulator> {
  let running = await spawnEmulator(options, options.port ?? 0);
  const { port } = running;
  const address = `http://127.0.0.1:${port}`;
  const end = async (how: (child: ChildProcess) => void) => {
    running.child.ref();
    how(running.child);
    await running.ended;
  };
  const stop = () =>
    end((child) => {
      if (child.connected) child.disconnect();
    });
  return {
    address,
    port,
    secretKey: 'sk_test_offplan',
    control: new ControlClient(address),
    stop,
    kill: () => end((child) => child.kill('SIGKILL')),
    async restart() {
      await stop();
      running = await spawnEmulator(options, port);
    },
  };
}

async function spawnEmulator(
  options: StripeEmulatorOptions,
  port: number,
): Promise<{ child: ChildProcess; port: number; ended: Promise<void> }> {
  const child = spawn(process.execPath, ['--import', 'tsx', fileURLToPath(new URL('./main.ts', import.meta.url))], {
    cwd: ROOT,
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      STRIPE_EMULATOR_PORT: String(port),
      STRIPE_EMULATOR_DATA: options.dataFolder ?? '',
      STRIPE_EMULATOR_SHUFFLE: options.shuffle ?? '',
      STRIPE_EMULATOR_STRICT: String(options.strict ?? false),
      STRIPE_EMULATOR_SEED: options.seed ?? '',
      STRIPE_EMULATOR_ORIGIN: options.origin ?? '',
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const said = await new Promise<{ port: number }>((resolve, reject) => {
    child.once('message', (message: { port: number; fault?: { message: string } }) =>
      message.fault ? reject(Object.assign(new Error(message.fault.message), message.fault)) : resolve(message),
    );
    child.once('error', reject);
    void ended.then(() => reject(new Error('The Stripe emulator did not start')));
  });
  child.unref();
  child.channel?.unref();
  return { child, port: said.port, ended };
}
