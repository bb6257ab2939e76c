import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { addressKey } from '@offplan/kernel/address-key';
import { ENTITLEMENTS_CHANGED, type Entitlements } from '@offplan/kernel/entitlements/entitlements';
import type { BusEvent } from '@offplan/kernel/events/bus/bus';
import { backOff, pause } from '@offplan/kernel/events/bus/pause';
import type { Logger } from '@offplan/kernel/logging';
import type { Passport } from '@offplan/kernel/passport/passport';
import type { RequestFacts } from '@offplan/kernel/subgraph/request-context';
import { type ExecutionResult, GraphQLError } from 'graphql';
import { handleProtocols, makeServer, type Server as ProtocolServer } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Callers, personOf } from '../auth/callers.ts';
import type { Place } from '../auth/identity-service.ts';
import { concerns, type Viewers } from '../auth/viewers.ts';
import { checkLimits } from '../protection/operation-limits.ts';
import { refuseUpgrade } from '../protection/refuse-upgrade.ts';
import type { TrustedDocuments } from '../protection/trusted-documents.ts';
import { CLOSE, GuardedSocket } from './guarded-socket.ts';
import type { LiveHub } from './live-hub.ts';
import type { LivePlans } from './live-plans.ts';
import { type LiveRequest, membership } from './membership.ts';

export interface SocketLimits {
  perViewer: number;
  /** Connections of one network that have not said yet who they are: signed-in people count by themselves, an office has many. */
  strangers: number;
  subscriptions: number;
  /** Bytes waiting for a client that reads too slowly; then it is cut, before it costs memory (GW-33). */
  bufferedBytes: number;
  /** The longest pause between two looks at whether a connection's session still lives: one that expires is told by no event. */
  recheckMilliseconds: number;
}

export const SOCKET_LIMITS: SocketLimits = {
  perViewer: 30,
  strangers: 100,
  subscriptions: 30,
  bufferedBytes: 1024 * 1024,
  recheckMilliseconds: 50_000,
};

const HEARTBEAT_MILLISECONDS = 12_000;
const DRAIN_MILLISECONDS = 2_000;
const MOST_MESSAGE_BYTES = 128 * 1024;
/** For how long identity is asked about a plan that it has not heard of yet. Afterwards the look of every now and then finds it. */
const PLAN_PATIENCE_MILLISECONDS = 30_000;

interface Connection {
  guarded: GuardedSocket;
  token: string | null;
  facts: RequestFacts;
  place: Place;
  passport: Passport | null;
  /** Counted from when a client asks, so that a burst does not slip past the limit. */
  subscriptions: number;
  /** Ends each subscription that is open. */
  readonly open: Set<AsyncIterableIterator<ExecutionResult>>;
}

/** WebSocket at the admin host: graphql-transport-ws, for subscriptions only (GW-21, GW-30). */
export class LiveSockets {
  readonly #options: LiveSocketsOptions;
  readonly #server: WebSocketServer;
  readonly #connections = new Set<Connection>();
  /** Grows with each event about rights: an answer that was asked for before it may be out of date. */
  #rightsGeneration = 0;
  #isDraining = false;

  constructor(options: LiveSocketsOptions) {
    this.#options = options;
    this.#server = new WebSocketServer({
      noServer: true,
      perMessageDeflate: false,
      maxPayload: MOST_MESSAGE_BYTES,
      autoPong: false,
      handleProtocols,
    });
  }

  get count(): number {
    return this.#connections.size;
  }

  /** Takes an upgrade that the front has admitted: right host, right origin. */
  accept(
    request: IncomingMessage,
    stream: Duplex,
    head: Buffer,
    caller: { token: string | null; facts: RequestFacts },
  ): void {
    if (this.#isDraining || this.#isFull(caller.facts.address)) {
      refuseUpgrade(stream, '503 Service Unavailable', ['Retry-After: 5']);
      return;
    }
    this.#server.handleUpgrade(request, stream, head, (socket) => this.#open(socket, caller));
  }

  #isFull(address: string | null): boolean {
    const network = addressKey(address);
    let strangers = 0;
    for (const { passport, facts } of this.#connections)
      if (!passport && addressKey(facts.address) === network) strangers += 1;
    return strangers >= this.#options.limits.strangers;
  }

  #open(socket: WebSocket, caller: { token: string | null; facts: RequestFacts }): void {
    const guarded = new GuardedSocket(socket, this.#options.limits.bufferedBytes);
    const connection: Connection = {
      guarded,
      ...caller,
      place: { workspace: null, view: null },
      passport: null,
      subscriptions: 0,
      open: new Set(),
    };
    this.#connections.add(connection);
    const stopBeating = beat(socket);
    const stopRechecking = this.#recheckNowAndThen(connection);
    const closed = this.#protocol(connection).opened(
      {
        protocol: socket.protocol,
        send: (data) => guarded.send(data),
        close: (code, reason) => guarded.cut(code ?? 1000, reason ?? ''),
        onMessage: (take) => guarded.onMessage(() => connection.passport !== null, take),
        // Without what came: else a stranger decides how much we send.
        onPing: () => guarded.send('{"type":"pong"}'),
      },
      {},
    );
    socket.on('close', (code, reason) => {
      stopBeating();
      stopRechecking();
      this.#connections.delete(connection);
      for (const subscription of connection.open) void subscription.return?.();
      void closed(code, String(reason));
    });
  }

  /** Looks at a connection's session every now and then, at no common moment with the others. Returns how to stop. */
  #recheckNowAndThen(connection: Connection): () => void {
    let timer: NodeJS.Timeout;
    const plan = () => {
      timer = setTimeout(
        async () => {
          if (connection.passport) await this.#recheckOne(connection);
          if (this.#connections.has(connection)) plan();
        },
        this.#options.limits.recheckMilliseconds * (0.5 + 0.5 * Math.random()),
      );
    };
    plan();
    return () => clearTimeout(timer);
  }

  #protocol(connection: Connection): ProtocolServer<Record<string, unknown>> {
    const { plans, documents, hub } = this.#options;
    return makeServer<Record<string, unknown>>({
      connectionInitWaitTimeout: 5_000,
      onConnect: async ({ connectionParams }) => {
        connection.place = { workspace: word(connectionParams?.workspace), view: word(connectionParams?.view) };
        return this.#admit(connection);
      },
      onSubscribe: (_, id, payload) => {
        const request = payload as {
          query?: string;
          documentId?: unknown;
          extensions?: { documentId?: unknown };
          operationName?: string;
          variables?: Record<string, unknown>;
        };
        const document = documents.find({
          query: request.query || undefined,
          documentId: request.documentId ?? request.extensions?.documentId,
        });
        if (!document) return [refusal('This operation is not registered')];
        const fault = document.isTrusted ? null : checkLimits(document.text, request.variables ?? {});
        if (fault) return [fault];
        if (connection.subscriptions >= this.#options.limits.subscriptions)
          return [refusal('Too many subscriptions on one connection')];
        const plan = plans.prepare(document.text, request.operationName ?? null);
        if ('length' in plan) return plan.length > 0 ? [...plan] : [refusal('Only subscriptions are taken here')];
        connection.subscriptions += 1;
        return {
          schema: plans.apiSchema,
          document: plan.document,
          operationName: request.operationName,
          live: { id, plan, variables: request.variables ?? {} },
        } as never;
      },
      execute: () => ({ errors: [refusal('Only subscriptions are taken here')] }),
      subscribe: (({ live }: { live: LiveRequest }) => {
        const { guarded, passport } = connection;
        const subscription = membership(hub, { connection: guarded, passport: passport! }, live, () => {
          connection.subscriptions -= 1;
          connection.open.delete(subscription);
        });
        connection.open.add(subscription);
        return subscription;
      }) as never,
    });
  }

  async #admit(connection: Connection): Promise<boolean> {
    const { guarded, token, place, facts } = connection;
    const generation = this.#rightsGeneration;
    const admitted = token ? await this.#options.callers.admit(token, place, facts) : null;
    if (admitted && admitted.wait !== null) {
      guarded.cut(CLOSE.tooMany, 'Too many requests');
      return false;
    }
    const viewer = admitted?.viewer;
    if (viewer?.passport.kind !== 'user') {
      guarded.cut(CLOSE.signedOut, 'Sign in first');
      return false;
    }
    if (!viewer.passport.organisation) {
      guarded.cut(CLOSE.noAccess, 'This workspace does not exist or is not yours');
      return false;
    }
    let sockets = 0;
    const person = personOf(viewer.passport);
    for (const { passport } of this.#connections) if (passport && personOf(passport) === person) sockets += 1;
    if (sockets >= this.#options.limits.perViewer) {
      guarded.cut(CLOSE.tooMany, 'Too many connections');
      return false;
    }
    connection.passport = viewer.passport;
    // An event that came in between has passed this connection by: nobody knew yet whose it is.
    return generation === this.#rightsGeneration || this.#recheckOne(connection);
  }

  /** Somebody's rights may have changed: the sockets concerned are checked anew, and closed where the answer is another (ID-32, GW-20). */
  async recheck(event: BusEvent): Promise<void> {
    await this.#recheckWhere(
      (passport) => concerns(event, passport),
      (passport) => planToldBy(event, passport),
    );
  }

  /** Checks every socket anew, for when it is not known whose rights have changed. */
  async recheckAll(): Promise<void> {
    await this.#recheckWhere(() => true);
  }

  async #recheckWhere(
    isConcerned: (passport: Passport) => boolean,
    planOf: (passport: Passport) => number = () => 0,
  ): Promise<void> {
    this.#rightsGeneration += 1;
    const affected = [...this.#connections].filter(({ passport }) => passport && isConcerned(passport));
    await Promise.all(affected.map((connection) => this.#recheckOne(connection, planOf(connection.passport!))));
  }

  /**
   * Returns whether the connection may stay; closes it where not. `plan` is the version of the plan that identity must know to answer: it
   * hears of a new one when we do.
   */
  async #recheckOne(connection: Connection, plan = 0): Promise<boolean> {
    const giveUpAt = performance.now() + PLAN_PATIENCE_MILLISECONDS;
    for (let attempt = 1; this.#connections.has(connection); attempt += 1) {
      const passport = await this.#lookAt(connection);
      if (!passport) return false;
      if ((passport.planVersion ?? 0) >= plan || performance.now() > giveUpAt) return true;
      await pause(backOff(attempt, 50, 1_000));
    }
    return false;
  }

  /** The passport of now, where the connection may stay by it. Else closes the connection. */
  async #lookAt({ guarded, token, place, facts, passport: before }: Connection): Promise<Passport | null> {
    let passport: Passport;
    try {
      passport = (await this.#options.viewers.resolveAfresh(token!, place, facts)).passport;
    } catch (fault) {
      // Whoever cannot be checked is not served: the client connects again and is checked then.
      this.#options.logger.warn({ fault: String(fault) }, 'A connection could not be checked anew and was closed');
      guarded.cut(CLOSE.restarting, 'Connect again');
      return null;
    }
    if (passport.kind !== 'user') guarded.cut(CLOSE.signedOut, 'Signed out');
    else if (!passport.organisation) guarded.cut(CLOSE.noAccess, 'Your access to this workspace has ended');
    else if (rightsIn(passport) !== rightsIn(before!)) guarded.cut(CLOSE.rightsChanged, 'Your rights have changed');
    else return passport;
    return null;
  }

  /** Tells every client to connect elsewhere, spread over two seconds so that they do not all come at once. */
  async drain(): Promise<void> {
    this.#isDraining = true;
    const waiting = [...this.#connections].map(
      ({ guarded: { socket } }) =>
        new Promise<void>((resolve) => {
          socket.once('close', () => resolve());
          setTimeout(
            () => socket.close(CLOSE.restarting, 'Restarting'),
            Math.random() * (this.#connections.size > 20 ? DRAIN_MILLISECONDS : 50),
          );
          setTimeout(() => socket.terminate(), DRAIN_MILLISECONDS + 1_000).unref();
        }),
    );
    await Promise.all(waiting);
    this.#server.close();
  }
}

/** A word of the connection's parameters: what is longer names nothing of ours. */
function word(given: unknown): string | null {
  return typeof given === 'string' ? given.slice(0, 60) : null;
}

/** Everything of a passport on which a connection's answers depend. */
function rightsIn({ organisation, role, guest, planVersion, beyondPlan }: Passport): string {
  return JSON.stringify([organisation, role, guest, planVersion, beyondPlan]);
}

/** The version of the plan of a viewer's workspace that an event tells of; 0 of any other event. */
function planToldBy({ type, orgId, data }: BusEvent, { organisation }: Passport): number {
  if (type !== ENTITLEMENTS_CHANGED || orgId !== organisation?.id) return 0;
  return Number((data.after as unknown as Entitlements).version);
}

/** Cuts a socket whose peer has gone without a word (GW-33). Returns how to stop. */
function beat(socket: WebSocket): () => void {
  let isAlive = true;
  const heartbeat = setInterval(() => {
    if (!isAlive) return socket.terminate();
    isAlive = false;
    socket.ping();
  }, HEARTBEAT_MILLISECONDS);
  socket.on('pong', () => {
    isAlive = true;
  });
  return () => clearInterval(heartbeat);
}

function refusal(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}

export interface LiveSocketsOptions {
  plans: LivePlans;
  hub: LiveHub;
  viewers: Viewers;
  callers: Callers;
  documents: TrustedDocuments;
  limits: SocketLimits;
  logger: Logger;
}
