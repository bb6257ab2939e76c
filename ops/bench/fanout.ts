import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { encodeId } from '@offplan/kernel/ids';
import { WebSocketServer } from 'ws';
import { type BenchResult, median, percentile, rounded } from './result.ts';
import { openStage, type Stage } from './stage.ts';

const SIZES = [1_000, 5_000, 10_000];
const EVENTS = 12;
const FEED =
  'subscription Feed($id: ID!) { unitsChanged(projectId: $id) { cursor units { id number organisation { id name } availability { version status changedAt } } } }';
const FLIP = 'mutation Flip($input: FlipUnitInput!) { flipUnit(input: $input) { __typename } }';

/** One flip to many subscribers, from its answer to each receipt, against a plain `ws` broadcast of a text of the same size to as many. The receivers are a process of their own. */
export async function fanout(): Promise<BenchResult> {
  const stage = await openStage();
  try {
    const rows: { size: number; ours: number[]; raw: number[] }[] = [];
    for (const size of SIZES) rows.push({ size, ...(await oneSize(stage, size)) });
    const ratios = rows.map(({ ours, raw }) => percentile(ours, 0.99) / percentile(raw, 0.99));
    const ratio = Math.max(...ratios);
    const show = (pick: (row: (typeof rows)[number]) => number[]) =>
      Object.fromEntries(
        rows.map((row) => [
          row.size,
          {
            p50: rounded(median(pick(row)), 1),
            p99: rounded(percentile(pick(row), 0.99), 1),
            received: pick(row).length,
          },
        ]),
      );
    return {
      name: 'fanout',
      ratio: rounded(ratio),
      goal: 'p99 <= 1.5 x raw',
      holds: ratio <= 1.5,
      figures: show(({ ours }) => ours),
      yardstick: show(({ raw }) => raw),
      spread: { bySize: ratios.map((one) => rounded(one)) },
    };
  } finally {
    await stage.close();
  }
}

async function oneSize(stage: Stage, size: number): Promise<{ ours: number[]; raw: number[] }> {
  const [unit] = await stage.units(1, `fan${size}-`);
  const receivers = await Receivers.start();
  await receivers.open(size, {
    url: `ws://127.0.0.1:${stage.system.gateway.port}/graphql`,
    headers: {
      host: `app.offplan.localhost:${stage.system.gateway.port}`,
      origin: `http://app.offplan.localhost:${stage.system.gateway.port}`,
      cookie: stage.owner.cookie!,
    },
    messages: [
      JSON.stringify({ type: 'connection_init', payload: { workspace: 'bench' } }),
      JSON.stringify({ id: '1', type: 'subscribe', payload: { query: FEED, variables: { id: stage.projectId } } }),
    ],
  });
  const ours: number[] = [];
  let bytes = 300;
  for (let event = 0; event < EVENTS; event += 1) {
    const isReserving = event % 2 === 0;
    const form = isReserving ? { buyer: { new: { name: 'Buyer', contact: '12345' } }, channel: 'OTHER' } : {};
    const batch = receivers.expect(size);
    const began = Date.now();
    await stage.owner.data(FLIP, {
      input: {
        unitId: encodeId('unit', unit!),
        expectedVersion: event + 1,
        to: isReserving ? 'RESERVED' : 'AVAILABLE',
        ...form,
        isConfirmed: true,
        idempotencyKey: randomUUID(),
      },
    });
    const { at, size: length } = await batch;
    bytes = length;
    // The first event warms the plans.
    if (event > 0) ours.push(...at.map((time) => time - began));
  }
  await receivers.stop();
  const raw = await rawBroadcast(size, bytes);
  return { ours, raw };
}

async function rawBroadcast(size: number, bytes: number): Promise<number[]> {
  const http = createServer();
  const server = new WebSocketServer({ server: http, perMessageDeflate: false });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const receivers = await Receivers.start();
  await receivers.open(size, {
    url: `ws://127.0.0.1:${(http.address() as { port: number }).port}`,
    headers: {},
    messages: [],
  });
  const text = 'x'.repeat(bytes);
  const times: number[] = [];
  for (let event = 0; event < EVENTS; event += 1) {
    const batch = receivers.expect(size);
    const began = Date.now();
    for (const socket of server.clients) socket.send(text);
    const { at } = await batch;
    if (event > 0) times.push(...at.map((time) => time - began));
  }
  await receivers.stop();
  server.close();
  http.closeAllConnections();
  http.close();
  return times;
}

/** The other end, in a process of its own: opens sockets and tells when each message came. */
class Receivers {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  static async start(): Promise<Receivers> {
    const child = fork(new URL('./receivers.ts', import.meta.url), {
      execArgv: ['--import', 'tsx'],
      serialization: 'advanced',
    });
    await new Promise((resolve) => child.once('message', resolve));
    return new Receivers(child);
  }

  async open(
    count: number,
    target: { url: string; headers: Record<string, string>; messages: string[] },
  ): Promise<void> {
    this.#child.send({ open: count, ...target });
    await this.#answer();
    // Joining happens after the last handshake.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
  }

  /** Resolves with when each of the next messages came, and how long it was. */
  async expect(count: number): Promise<{ at: number[]; size: number }> {
    this.#child.send({ expect: count });
    return (await this.#answer()) as { at: number[]; size: number };
  }

  #answer(): Promise<unknown> {
    return new Promise((resolve) => this.#child.once('message', resolve));
  }

  async stop(): Promise<void> {
    const gone = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill();
    await gone;
  }
}
