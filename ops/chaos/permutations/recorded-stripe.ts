import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Api, type ApiAnswer } from '../../stripe-emulator/api/answer.ts';
import { Router } from '../../stripe-emulator/api/router.ts';
import { Emulator } from '../../stripe-emulator/emulator.ts';
import type { JournalEntry } from '../../stripe-emulator/store/journal.ts';

/** Whatever Stripe answers with these changes nothing there. */
const READS = /^GET |^POST \/v1\/invoices\/create_preview$/;

interface Recorded {
  answer: ApiAnswer;
  /** Which cards would be charged otherwise than before, had the request been heard. */
  disturbs: string | null;
}

/**
 * Stripe as it was at each point of a history. An answer is worked out by the emulator once for each point and kept, so that asking costs next to
 * nothing; what a request would change is undone: at that point of the history it had happened already. An answer can be held back, so that
 * one which was asked for later overtakes it.
 */
export class RecordedStripe {
  /** The point that is now. */
  present = 0;
  /** Requests that would have changed which card is charged: whoever repeats the past must not. */
  readonly disturbances: string[] = [];
  readonly #points: readonly JournalEntry[];
  readonly #emulator = new Emulator({ folder: null, seed: 'Replay', isStrict: false, shuffle: null });
  readonly #api = new Api(this.#emulator, new Router(this.#emulator.deliveries));
  readonly #known = new Map<string, Promise<Recorded>>();
  #restored = -1;
  #queue: Promise<unknown> = Promise.resolve();
  #server: Server | null = null;
  /** How many answers go out before one is held, and what holds it. */
  #hold: { after: number; until: Promise<void>; isHeld(): void } | null = null;

  /** `origin`: of the links in answers, which are part of what was recorded. */
  constructor(points: readonly JournalEntry[], origin: string) {
    this.#points = points;
    this.#emulator.world.origin = origin;
  }

  /** Listens; resolves with its address. */
  async start(): Promise<string> {
    this.#server = createServer((request, response) => {
      this.#take(request, response).catch((fault) => {
        response.writeHead(500).end(String(fault));
      });
    });
    await new Promise<void>((resolve) => this.#server!.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve));
  }

  /** The answer after so many more is worked out in time and comes late. Resolves when it is held. */
  holdAnswer(after: number, until: Promise<void>): Promise<void> {
    return new Promise((isHeld) => {
      this.#hold = { after, until, isHeld };
    });
  }

  /** From now on nothing more is held; what is held stays so until its time. */
  holdNothing(): void {
    this.#hold = null;
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { answer, disturbs } = await this.#answer(request, Buffer.concat(chunks).toString('utf8'));
    if (disturbs) this.disturbances.push(disturbs);
    if (this.#hold) {
      this.#hold.after -= 1;
      const { after, until, isHeld } = this.#hold;
      if (after < 0) {
        this.#hold = null;
        isHeld();
        await until;
      }
    }
    response.writeHead(answer.status, answer.headers).end(answer.body);
  }

  #answer(request: IncomingMessage, body: string): Promise<Recorded> {
    const point = this.present;
    // Without a key of ours the client makes one up for each request.
    const intent = String(request.headers['idempotency-key'] ?? '').replace(/^stripe-node-retry-.*/, '');
    const key = `${point} ${request.method} ${request.url} ${intent} ${body}`;
    let recorded = this.#known.get(key);
    if (!recorded) {
      recorded = this.#inTurn(() => this.#workOut(point, request, body));
      this.#known.set(key, recorded);
    }
    return recorded;
  }

  /** There is one emulator, which is at one point at a time. */
  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#queue.then(work);
    this.#queue = turn.catch(() => {});
    return turn;
  }

  async #workOut(point: number, request: IncomingMessage, body: string): Promise<Recorded> {
    if (this.#restored !== point) this.#emulator.store.restore(this.#points[point]!);
    this.#restored = point;
    const { pathname, search } = new URL(request.url ?? '/', 'http://stripe');
    const method = request.method ?? 'GET';
    const before = this.#cards();
    const answer = await this.#api.answer(
      {
        method,
        path: pathname,
        query: search.slice(1),
        body,
        headers: request.headers as Record<string, string | undefined>,
      },
      async () => null,
    );
    if (READS.test(`${method} ${pathname}`)) return { answer, disturbs: null };
    this.#restored = -1;
    const after = this.#cards();
    return {
      answer,
      disturbs: before === after ? null : `${method} ${pathname} at point ${point}: ${before} → ${after}`,
    };
  }

  /** Which cards are charged. */
  #cards(): string {
    const { store } = this.#emulator;
    const cards = [
      ...store.all('customers').map(({ invoice_settings }) => invoice_settings.default_payment_method),
      ...store.all('subscriptions').map(({ default_payment_method }) => default_payment_method),
    ];
    return JSON.stringify(cards);
  }
}
