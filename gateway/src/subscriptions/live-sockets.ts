import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { BusEvent } from '@offplan/kernel/events/bus/bus';
import type { Logger } from '@offplan/kernel/logging';
import type { Passport } from '@offplan/kernel/passport/passport';
import type { RequestFacts } from '@offplan/kernel/subgraph/request-context';
import { type ExecutionResult, GraphQLError } from 'graphql';
import { handleProtocols, makeServer, type Server as ProtocolServer } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { concerns, type Viewers } from '../auth/viewers.ts';
import { checkLimits } from '../protection/operation-limits.ts';
import { refuseUpgrade } from '../protection/refuse-upgrade.ts';
import type { TrustedDocuments } from '../protection/trusted-documents.ts';
import type { LiveMember } from './live-group.ts';
import type { LiveHub } from './live-hub.ts';
import type { LivePlan, LivePlans } from './live-plans.ts';

/** Why the server closes a socket. After 4401 and 4403 the client must not simply come back; after the others it connects again and resumes. */
export const CLOSE = {
  signedOut: 4401,
  noAccess: 4403,
  rightsChanged: 4205,
  tooSlow: 4290,
  tooMany: 4291,
  restarting: 1012,
} as const;

export interface SocketLimits {
  perViewer: number;
  perAddress: number;
  subscriptions: number;
  /** Bytes waiting for a client that reads too slowly; then it is cut, before it costs memory (GW-33). */
  bufferedBytes: number;
}

export const SOCKET_LIMITS: SocketLimits = {
  perViewer: 30,
  perAddress: 300,
  subscriptions: 30,
  bufferedBytes: 1024 * 1024,
};

const HEARTBEAT_MILLISECONDS = 12_000;
const DRAIN_MILLISECONDS = 2_000;
const MOST_MESSAGE_BYTES = 128 * 1024;

interface Connection {
  socket: WebSocket;
  token: string | null;
  facts: RequestFacts;
  workspace: string | null;
  passport: Passport | null;
  subscriptions: number;
}

/** WebSocket at the admin host: graphql-transport-ws, for subscriptions only (GW-21, GW-30). */
export class LiveSockets {
  readonly #options: LiveSocketsOptions;
  readonly #server: WebSocketServer;
  readonly #connections = new Set<Connection>();
  #isDraining = false;

  constructor(options: LiveSocketsOptions) {
    this.#options = options;
    this.#server = new WebSocketServer({
      noServer: true,
      perMessageDeflate: false,
      maxPayload: MOST_MESSAGE_BYTES,
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
    let count = 0;
    for (const connection of this.#connections) if (connection.facts.address === address) count += 1;
    return count >= this.#options.limits.perAddress;
  }

  #open(socket: WebSocket, caller: { token: string | null; facts: RequestFacts }): void {
    const connection: Connection = { socket, ...caller, workspace: null, passport: null, subscriptions: 0 };
    this.#connections.add(connection);
    let isAlive = true;
    const heartbeat = setInterval(() => {
      if (!isAlive) return socket.terminate();
      isAlive = false;
      socket.ping();
    }, HEARTBEAT_MILLISECONDS);
    socket.on('pong', () => {
      isAlive = true;
    });
    socket.on('error', () => socket.terminate());
    const closed = this.#protocol(connection).opened(
      {
        protocol: socket.protocol,
        send: (data) =>
          new Promise((resolve, reject) => socket.send(data, (fault) => (fault ? reject(fault) : resolve()))),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (take) =>
          socket.on('message', (data) => void take(String(data)).catch(() => socket.close(4500, 'Internal error'))),
      },
      {},
    );
    socket.on('close', (code, reason) => {
      clearInterval(heartbeat);
      this.#connections.delete(connection);
      void closed(code, String(reason));
    });
  }

  #protocol(connection: Connection): ProtocolServer<Record<string, unknown>> {
    const { plans, documents, hub } = this.#options;
    return makeServer<Record<string, unknown>>({
      connectionInitWaitTimeout: 5_000,
      onConnect: async ({ connectionParams }) => {
        const workspace = connectionParams?.workspace;
        connection.workspace = typeof workspace === 'string' ? workspace.slice(0, 60) : null;
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
        return {
          schema: plans.apiSchema,
          document: plan.document,
          operationName: request.operationName,
          live: { id, plan, variables: request.variables ?? {} },
        } as never;
      },
      execute: () => ({ errors: [refusal('Only subscriptions are taken here')] }),
      subscribe: ((operation: { live: { id: string; plan: LivePlan; variables: Record<string, unknown> } }) =>
        membership(hub, connection, operation.live, this.#options.limits)) as never,
    });
  }

  async #admit(connection: Connection): Promise<boolean> {
    const viewer = connection.token
      ? await this.#options.viewers.resolve(connection.token, connection.workspace, connection.facts)
      : null;
    if (viewer?.passport.kind !== 'user') {
      connection.socket.close(CLOSE.signedOut, 'Sign in first');
      return false;
    }
    if (!viewer.passport.organisation) {
      connection.socket.close(CLOSE.noAccess, 'This workspace does not exist or is not yours');
      return false;
    }
    let sockets = 0;
    for (const other of this.#connections) if (other.passport?.user?.id === viewer.passport.user!.id) sockets += 1;
    if (sockets >= this.#options.limits.perViewer) {
      connection.socket.close(CLOSE.tooMany, 'Too many connections');
      return false;
    }
    connection.passport = viewer.passport;
    return true;
  }

  /** Somebody's rights may have changed: the sockets concerned are checked anew, and closed where the answer is another (ID-32, GW-20). */
  async recheck(event: BusEvent): Promise<void> {
    const affected = [...this.#connections].filter(({ passport }) => passport && concerns(event, passport));
    await Promise.all(affected.map((connection) => this.#recheckOne(connection)));
  }

  async #recheckOne(connection: Connection): Promise<void> {
    let passport: Passport;
    try {
      passport = (await this.#options.viewers.resolveAfresh(connection.token!, connection.workspace, connection.facts))
        .passport;
    } catch (fault) {
      // Whoever cannot be checked is not served: the client connects again and is checked then.
      this.#options.logger.warn({ fault: String(fault) }, 'A connection could not be checked anew and was closed');
      connection.socket.close(CLOSE.restarting, 'Connect again');
      return;
    }
    if (passport.kind !== 'user') connection.socket.close(CLOSE.signedOut, 'Signed out');
    else if (!passport.organisation) connection.socket.close(CLOSE.noAccess, 'Your access to this workspace has ended');
    else if (
      JSON.stringify([passport.organisation, passport.role, passport.guest]) !==
      JSON.stringify([connection.passport!.organisation, connection.passport!.role, connection.passport!.guest])
    )
      connection.socket.close(CLOSE.rightsChanged, 'Your rights have changed');
  }

  /** Tells every client to connect elsewhere, spread over two seconds so that they do not all come at once. */
  async drain(): Promise<void> {
    this.#isDraining = true;
    const waiting = [...this.#connections].map(
      ({ socket }) =>
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

/**
 * A subscription as graphql-ws sees it: a stream that yields nothing, because each payload goes to the socket directly, as one text that
 * was made once for all members.
 */
function membership(
  hub: LiveHub,
  connection: Connection,
  live: { id: string; plan: LivePlan; variables: Record<string, unknown> },
  limits: SocketLimits,
): AsyncIterableIterator<ExecutionResult> {
  const { socket } = connection;
  const head = `{"id":${JSON.stringify(live.id)},"type":"next","payload":`;
  let settle: (result: IteratorResult<ExecutionResult>) => void = () => {};
  const queue: ExecutionResult[] = [];
  let isDone = false;
  const finish = () => {
    if (isDone) return;
    isDone = true;
    connection.subscriptions -= 1;
    settle({ done: true, value: undefined });
  };
  const member: LiveMember = {
    deliver(json) {
      if (socket.bufferedAmount > limits.bufferedBytes) socket.close(CLOSE.tooSlow, 'Too slow');
      else if (socket.readyState === socket.OPEN) socket.send(`${head}${json}}`);
    },
    complete(errors) {
      if (errors) {
        queue.push({ errors });
        settle({ done: false, value: queue.shift()! });
      }
      finish();
    },
    lost() {
      socket.close(CLOSE.restarting, 'Connect again');
      finish();
    },
  };
  connection.subscriptions += 1;
  hub.join({ plan: live.plan, variables: live.variables, passport: connection.passport! }, member);
  return {
    next: () => {
      const value = queue.shift();
      if (value) return Promise.resolve({ done: false, value });
      if (isDone) return Promise.resolve({ done: true, value: undefined });
      return new Promise((resolve) => {
        settle = resolve;
      });
    },
    return: async () => {
      hub.leave(member);
      finish();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

function refusal(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}

export interface LiveSocketsOptions {
  plans: LivePlans;
  hub: LiveHub;
  viewers: Viewers;
  documents: TrustedDocuments;
  limits: SocketLimits;
  logger: Logger;
}
