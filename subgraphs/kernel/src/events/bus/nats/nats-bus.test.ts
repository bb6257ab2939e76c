import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../../logging.ts';
import { type BusHarness, eventsOf, testBusContract } from '../bus.contract.ts';
import { GapTooOld, type PositionedEvent } from '../bus.ts';
import { NatsBus } from './nats-bus.ts';

/** NATS comes from outside npm (Debian: nats-server), so it may be missing (OPS-2). */
const program = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/bin']
  .map((folder) => join(folder, 'nats-server'))
  .find((path) => existsSync(path));

class NatsServer {
  readonly #store = mkdtempSync(join(tmpdir(), 'offplan-nats-'));
  readonly port: number;
  #process: ChildProcess | null = null;

  constructor(port: number) {
    this.port = port;
  }

  get address(): string {
    return `nats://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const flags = ['-js', '-sd', this.#store, '-a', '127.0.0.1', '-p', String(this.port)];
    this.#process = spawn(program!, flags, { stdio: 'ignore' });
    while (!(await answers(this.port))) await sleep(20);
  }

  async kill(): Promise<void> {
    this.#process!.kill('SIGKILL');
    await once(this.#process!, 'exit');
  }

  forget(): void {
    rmSync(this.#store, { recursive: true, force: true });
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = new Socket();
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.connect(port, '127.0.0.1', () => socket.destroy());
  });
}

async function startServer(): Promise<NatsServer> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, 'close');
  const server = new NatsServer(port);
  await server.start();
  return server;
}

if (program) {
  testBusContract('the bus on NATS JetStream, its server killed', async (): Promise<BusHarness> => {
    const server = await startServer();
    const options = { servers: server.address, lease: 1_500 };
    return {
      open: () => NatsBus.open({ ...options, logger: silentLogger }),
      async restart() {
        await server.kill();
        await sleep(300);
        await server.start();
      },
      processArguments: ['nats', JSON.stringify(options)],
      async close() {
        await server.kill();
        server.forget();
      },
    };
  });

  describe('the bus on NATS JetStream', () => {
    it('INV-41 tells tails of a gap when the server comes back without its store, and goes on', async () => {
      const server = await startServer();
      const bus = await NatsBus.open({ servers: server.address, logger: silentLogger, lease: 1_500 });
      try {
        const consumed: string[] = [];
        await bus.consume('audit', ['*'], async (batch) => void consumed.push(...batch.map(({ id }) => id)));
        let gap: unknown;
        await bus.tail(['*'], 'now', () => {}, { onGap: (fault) => (gap = fault) });
        await bus.publish(eventsOf(randomUUID(), 40));
        await expect.poll(() => consumed.length).toBe(40);
        await server.kill();
        server.forget();
        await server.start();
        const afterwards = eventsOf(randomUUID(), 3);
        await bus.publish(afterwards);
        await expect.poll(() => gap, { timeout: 10_000 }).toBeInstanceOf(GapTooOld);
        const fresh: PositionedEvent[] = [];
        await bus.tail(['*'], 0, (event) => void fresh.push(event));
        await expect.poll(() => fresh.map(({ id }) => id)).toEqual(afterwards.map(({ id }) => id));
        await expect.poll(() => consumed.slice(40), { timeout: 10_000 }).toEqual(afterwards.map(({ id }) => id));
      } finally {
        await bus.close();
        await server.kill();
        server.forget();
      }
    });
  });
} else {
  describe('the bus on NATS JetStream', () => {
    it.skip('DID NOT RUN: nats-server is not installed (Debian: apt-get install nats-server)', () => {});
  });
  console.warn('nats-bus.test.ts DID NOT RUN: nats-server is not installed (Debian: apt-get install nats-server)');
}
