import './federation/no-telemetry.ts';
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { HeaderMap } from '@apollo/server';
import { addressKey } from '@offplan/kernel/address-key';
import type { Bus } from '@offplan/kernel/events/bus/bus';
import type { Logger } from '@offplan/kernel/logging';
import type { Passport } from '@offplan/kernel/passport/passport';
import { drainable } from '@offplan/kernel/subgraph/drain-server';
import type { RequestFacts } from '@offplan/kernel/subgraph/request-context';
import { exportAuditLog, showAuditKey } from './audit/audit-export.ts';
import { problemPage } from './auth/auth-route.ts';
import { findAuthRoute, runAuthRoute } from './auth/auth-routes.ts';
import { Callers } from './auth/callers.ts';
import { SESSION_COOKIE } from './auth/host-cookie.ts';
import { IdentityService } from './auth/identity-service.ts';
import { localPath } from './auth/local-path.ts';
import { stopReminders, UNSUBSCRIBE } from './auth/unsubscribe-route.ts';
import { Viewers } from './auth/viewers.ts';
import { watchRights } from './auth/watch-rights.ts';
import { conflictStatus } from './federation/conflict-status.ts';
import { type Federation, startFederation } from './federation/federation.ts';
import type { SubgraphClient } from './federation/subgraph-client.ts';
import { SubgraphService } from './federation/subgraph-service.ts';
import { pathOf, queryOf } from './hosts/path-of.ts';
import { readText } from './hosts/read-text.ts';
import { type Surface, surfaceOf } from './hosts/surfaces.ts';
import { clientAddress } from './protection/client-address.ts';
import { checkLimits } from './protection/operation-limits.ts';
import { refuseUpgrade } from './protection/refuse-upgrade.ts';
import { type RequestLimits, RequestThrottle } from './protection/request-throttle.ts';
import { setSecurityHeaders } from './protection/security-headers.ts';
import { TrustedDocuments } from './protection/trusted-documents.ts';
import { notFound, OrganisationHosts } from './site/organisation-hosts.ts';
import { StaticApp } from './site/static-app.ts';
import { LiveHub } from './subscriptions/live-hub.ts';
import { LivePlans } from './subscriptions/live-plans.ts';
import { LiveSockets, SOCKET_LIMITS, type SocketLimits } from './subscriptions/live-sockets.ts';
import { STRIPE_WEBHOOK, takeStripeEvent } from './webhooks/stripe-webhook.ts';

export interface GatewayOptions {
  host: string;
  bind: string;
  port: number;
  clients: Record<string, SubgraphClient>;
  supergraphSdl: string;
  /** SHA-256 → text of the operations of our own apps. */
  trustedDocuments: Record<string, string>;
  allowsAnyDocument: boolean;
  sign: (passport: Passport) => Promise<string>;
  bus: Bus;
  logger: Logger;
  /** Folder of the built admin app. */
  adminApp: string;
  sessionSeconds: number;
  trustedProxies: number;
  /** Requests of one caller within a minute. */
  requestLimits: RequestLimits;
  /** Whether people reach it over TLS: then browsers are told to stay with it. */
  isSecure: boolean;
  /** Where the widget of the bot check comes from; null where there is none. */
  botCheckOrigin: string | null;
  socketLimits?: Partial<SocketLimits>;
}

export interface RunningGateway {
  port: number;
  httpServer: Server;
  viewers: Viewers;
  hub: LiveHub;
  sockets: LiveSockets;
  close(): Promise<void>;
}

/** An anonymous request carries a form at most; a signed-in one may carry a unit list (12 MB, as base64). */
const MOST_BYTES = { anonymous: 64 * 1024, signedIn: 17 * 1024 * 1024 };

/** Starts the gateway: the only part that the outside reaches. */
export async function startGateway(options: GatewayOptions): Promise<RunningGateway> {
  const { clients, logger, bus } = options;
  const httpServer = createServer();
  httpServer.keepAliveTimeout = 65_000;
  const drain = drainable(httpServer);
  const federation = await startFederation({ supergraphSdl: options.supergraphSdl, clients, logger });
  const sign = remembering(options.sign);
  const identity = new IdentityService(clients.identity!, () => sign({ kind: 'gateway' }));
  const billing = new SubgraphService('billing', clients.billing!, () => sign({ kind: 'gateway' }));
  const viewers = new Viewers(identity, sign);
  const throttle = new RequestThrottle(identity, options.requestLimits);
  const callers = new Callers(viewers, throttle);
  const documents = new TrustedDocuments(options.trustedDocuments, options.allowsAnyDocument);
  const plans = new LivePlans(options.supergraphSdl, federation.dataSources, logger);
  const hub = new LiveHub({ clients, sign, logger });
  const sockets = new LiveSockets({
    plans,
    hub,
    viewers,
    callers,
    documents,
    limits: { ...SOCKET_LIMITS, ...options.socketLimits },
    logger,
  });
  const rights = await watchRights(bus, viewers, sockets, logger);
  const front = new Front(options, { federation, callers, throttle, documents, identity, billing, sockets });
  httpServer.on('request', (request, response) => void front.request(request, response));
  httpServer.on('upgrade', (request, stream, head) => front.upgrade(request, stream, head));
  await new Promise<void>((resolve, reject) => {
    httpServer.once('error', reject);
    httpServer.listen(options.port, options.bind, resolve);
  });
  const address = httpServer.address();
  return {
    port: typeof address === 'object' && address ? address.port : options.port,
    httpServer,
    viewers,
    hub,
    sockets,
    async close() {
      rights.close();
      await sockets.drain();
      await drain();
      await federation.stop();
      await Promise.all(Object.values(clients).map((client) => client.close()));
    },
  };
}

const RESIGN_AFTER_MILLISECONDS = 25_000;
const MOST_SIGNED = 10_000;

/** Signs a passport once and hands it out again for a part of its life. */
function remembering(sign: (passport: Passport) => Promise<string>): (passport: Passport) => Promise<string> {
  const signed = new Map<string, { token: Promise<string>; until: number }>();
  return (passport) => {
    const key = JSON.stringify(passport);
    const hit = signed.get(key);
    if (hit && hit.until > performance.now()) return hit.token;
    const token = sign(passport);
    if (signed.size >= MOST_SIGNED) signed.delete(signed.keys().next().value!);
    signed.delete(key);
    signed.set(key, { token, until: performance.now() + RESIGN_AFTER_MILLISECONDS });
    return token;
  };
}

interface FrontParts {
  federation: Federation;
  callers: Callers;
  throttle: RequestThrottle;
  documents: TrustedDocuments;
  identity: IdentityService;
  billing: SubgraphService;
  sockets: LiveSockets;
}

/** The HTTP front: host, headers, routes. */
class Front {
  readonly #options: GatewayOptions;
  readonly #parts: FrontParts;
  readonly #app: StaticApp;
  readonly #organisations: OrganisationHosts;

  constructor(options: GatewayOptions, parts: FrontParts) {
    this.#options = options;
    this.#parts = parts;
    this.#app = new StaticApp(options.adminApp);
    this.#organisations = new OrganisationHosts(parts.identity, options.host);
  }

  async request(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const facts = this.#facts(request);
    response.setHeader('x-request-id', facts.requestId);
    const nonce = setSecurityHeaders(response, this.#options);
    try {
      const path = pathOf(request);
      if (path === null) return reply(response, 400, problem('BAD_USER_INPUT', 'This address cannot be read', facts));
      // Load balancers ask by address, without a host of ours.
      if (path === '/health' && request.method === 'GET') return reply(response, 200, { status: 'ok' });
      if (path === STRIPE_WEBHOOK) return await takeStripeEvent(this.#parts, request, response, facts);
      const surface = surfaceOf(request.headers.host, this.#options.host);
      await this.#route(surface, path, request, response, facts, nonce);
    } catch (fault) {
      this.#options.logger.error({ requestId: facts.requestId, fault: String(fault) }, 'A request failed');
      if (!response.headersSent)
        reply(
          response,
          503,
          problem(
            'SERVICE_UNAVAILABLE',
            'A part of the service does not answer just now. Try again in a moment.',
            facts,
          ),
        );
      else response.end();
    }
  }

  async #route(
    surface: Surface | null,
    path: string,
    request: IncomingMessage,
    response: ServerResponse,
    facts: RequestFacts,
    nonce: string,
  ): Promise<void> {
    switch (surface?.kind) {
      case 'admin':
        if (path === '/graphql') return this.#graphql(request, response, facts);
        if (path.startsWith('/auth/')) return this.#authRoute(path, request, response, facts);
        if (path.startsWith(UNSUBSCRIBE) && request.method === 'POST')
          return this.#unsubscribe(path, request, response, facts);
        if (path === '/export/audit' && request.method === 'GET') return this.#exportAudit(request, response, facts);
        if (path === '/.well-known/offplan-audit-key' && request.method === 'GET')
          return showAuditKey(this.#parts.identity, response, facts);
        if (request.method === 'GET' || request.method === 'HEAD')
          return this.#app.serve(request, response, path, nonce);
        return reply(response, 405, problem('BAD_USER_INPUT', 'This address is for reading only', facts));
      case 'api':
        // Integrators come with an API key; until keys exist nobody is let in.
        return reply(response, 401, problem('UNAUTHENTICATED', 'An API key is needed', facts));
      case 'organisation':
        return this.#organisations.answer(surface.slug, request, response, { facts, path, nonce });
      default:
        notFound(response);
    }
  }

  async #graphql(request: IncomingMessage, response: ServerResponse, facts: RequestFacts): Promise<void> {
    if (request.method !== 'POST')
      return reply(response, 405, problem('BAD_USER_INPUT', 'Send operations by POST', facts));
    if (!isJson(request))
      return reply(response, 415, problem('BAD_USER_INPUT', 'Send operations as application/json', facts));
    if (!this.#isSameOrigin(request))
      return reply(response, 403, problem('FORBIDDEN', 'This origin may not call the API', facts));
    const session = SESSION_COOKIE.read(request.headers.cookie);
    const place = { workspace: header(request, 'offplan-workspace'), view: header(request, 'offplan-view') };
    const { viewer, wait } = await this.#parts.callers.admit(session, place, facts, response);
    if (wait !== null) return reply(response, 429, problem('RATE_LIMITED', tooMany(wait), facts));
    // A cookie proves nothing: only whoever is signed in may send a unit list.
    const isSignedIn = viewer.passport.kind === 'user';
    const body = await readJson(request, isSignedIn ? MOST_BYTES.signedIn : MOST_BYTES.anonymous);
    if (!body.ok) return reply(response, body.status, problem('BAD_USER_INPUT', body.message, facts));
    const operation = body.value as {
      query?: unknown;
      documentId?: unknown;
      variables?: unknown;
      operationName?: unknown;
      extensions?: { documentId?: unknown };
    };
    if (operation === null || typeof operation !== 'object' || Array.isArray(operation))
      return reply(response, 400, problem('BAD_USER_INPUT', 'Send one operation', facts));
    const variables = (
      operation.variables && typeof operation.variables === 'object' ? operation.variables : {}
    ) as Record<string, unknown>;
    const document = this.#parts.documents.find({
      query: operation.query,
      documentId: operation.documentId ?? operation.extensions?.documentId,
    });
    if (!document) return reply(response, 400, problem('BAD_USER_INPUT', 'This operation is not registered', facts));
    const fault = document.isTrusted ? null : checkLimits(document.text, variables);
    if (fault) return reply(response, 400, problem('BAD_USER_INPUT', fault.message, facts));
    const headers = new HeaderMap();
    for (const name of ['accept', 'content-type', 'apollo-require-preflight', 'x-apollo-operation-name']) {
      const value = header(request, name);
      if (value) headers.set(name, value);
    }
    const answer = await this.#parts.federation.server.executeHTTPGraphQLRequest({
      httpGraphQLRequest: {
        method: 'POST',
        headers,
        search: '',
        body: {
          query: document.text,
          variables,
          ...(typeof operation.operationName === 'string' ? { operationName: operation.operationName } : {}),
        },
      },
      context: async () => ({ credentials: { passport: viewer.signed, facts } }),
    });
    for (const [name, value] of answer.headers) response.setHeader(name, value);
    response.setHeader('cache-control', 'no-store');
    if (answer.body.kind === 'complete') {
      response.statusCode =
        conflictStatus(answer.body.string, answer.headers.get('content-type')) ?? answer.status ?? 200;
      response.end(answer.body.string);
    } else response.writeHead(500).end();
  }

  /** A page's link cannot send headers: the workspace is in the address. */
  async #exportAudit(request: IncomingMessage, response: ServerResponse, facts: RequestFacts): Promise<void> {
    const { workspace, ...query } = queryOf(request);
    const session = SESSION_COOKIE.read(request.headers.cookie);
    const refuse = () => reply(response, 401, problem('UNAUTHENTICATED', 'Sign in first', facts));
    // Not counted: a foreign page can have anybody's browser ask for this without a cookie.
    if (!session) return refuse();
    const place = { workspace: workspace ?? null, view: null };
    const { viewer, wait } = await this.#parts.callers.admit(session, place, facts, response);
    if (wait !== null) return reply(response, 429, problem('RATE_LIMITED', tooMany(wait), facts));
    if (viewer.passport.kind !== 'user') return refuse();
    if (!viewer.passport.role)
      return reply(response, 403, problem('FORBIDDEN', 'This workspace does not exist or is not yours', facts));
    return exportAuditLog(this.#parts.identity, viewer, { request, response, facts, query });
  }

  /** Mail programs post here from servers of their own, without a cookie and from no page. */
  async #unsubscribe(
    path: string,
    request: IncomingMessage,
    response: ServerResponse,
    facts: RequestFacts,
  ): Promise<void> {
    const { wait } = await this.#parts.throttle.take('auth', addressKey(facts.address), facts, response);
    if (wait !== null)
      return reply(response, 429, { code: 'RATE_LIMITED', message: tooMany(wait), retryAfterSeconds: wait });
    const body = await readText(request, MOST_BYTES.anonymous);
    if (body === null) return reply(response, 413, { code: 'BAD_USER_INPUT', message: 'The request is too large' });
    const answer = await stopReminders(this.#parts.identity, { path, body, facts });
    return reply(response, answer.status, answer.body);
  }

  async #authRoute(
    path: string,
    request: IncomingMessage,
    response: ServerResponse,
    facts: RequestFacts,
  ): Promise<void> {
    const route = findAuthRoute(path);
    if (!route) return reply(response, 404, { code: 'NOT_FOUND', message: 'There is nothing here' });
    if (request.method !== route.method)
      return reply(response, 405, { code: 'BAD_USER_INPUT', message: `Send this by ${route.method}` });
    // First, and not counted: a foreign page could otherwise use up the places of its visitor's whole network.
    const foreign = route.method === 'GET' ? this.#pageFault(request) : this.#formFault(request);
    if (foreign) return reply(response, foreign.status, { code: foreign.code, message: foreign.message });
    const { wait } = await this.#parts.throttle.take('auth', addressKey(facts.address), facts, response);
    if (wait !== null)
      return route.method === 'GET'
        ? lead(response, problemPage('/sign-in', 'RATE_LIMITED', localPath(queryOf(request).next)))
        : reply(response, 429, { code: 'RATE_LIMITED', message: tooMany(wait), retryAfterSeconds: wait });
    const form: Body =
      route.method === 'GET' ? { ok: true, value: queryOf(request) } : await readJson(request, MOST_BYTES.anonymous);
    if (!form.ok) return reply(response, form.status, { code: 'BAD_USER_INPUT', message: form.message });
    return runAuthRoute(
      route,
      form.value,
      { identity: this.#parts.identity, sessionSeconds: this.#options.sessionSeconds },
      { request, response, facts },
    );
  }

  /** What is wrong with a POST before its body is read. JSON only, which a foreign page cannot send without asking first. */
  #formFault(request: IncomingMessage): Fault | null {
    if (!isJson(request)) return { status: 415, code: 'BAD_USER_INPUT', message: 'Send this as application/json' };
    if (!this.#isSameOrigin(request))
      return { status: 403, code: 'FORBIDDEN', message: 'This origin may not sign anybody in' };
    return null;
  }

  /** What is wrong with a GET: a foreign page may lead somebody here, and Google back, but not load it as a picture or a frame. */
  #pageFault(request: IncomingMessage): Fault | null {
    const site = header(request, 'sec-fetch-site') ?? 'none';
    const into = header(request, 'sec-fetch-dest') ?? 'document';
    if (site === 'none' || site === 'same-origin' || into === 'document') return null;
    return { status: 403, code: 'FORBIDDEN', message: 'This origin may not sign anybody in' };
  }

  /** Takes or refuses a WebSocket; nobody catches what an event listener throws, so nothing may leave it. */
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    stream.on('error', () => stream.destroy());
    try {
      this.#upgrade(request, stream, head);
    } catch (fault) {
      this.#options.logger.error({ fault: String(fault) }, 'An upgrade failed');
      stream.destroy();
    }
  }

  #upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    const path = pathOf(request);
    if (path === null) return refuseUpgrade(stream, '400 Bad Request');
    if (surfaceOf(request.headers.host, this.#options.host)?.kind !== 'admin' || path !== '/graphql')
      return refuseUpgrade(stream, '404 Not Found');
    // A browser always names the page's origin; a page of another host must not use the cookie.
    if (!request.headers.origin || !this.#isSameOrigin(request)) return refuseUpgrade(stream, '403 Forbidden');
    this.#parts.sockets.accept(request, stream, head, {
      token: SESSION_COOKIE.read(request.headers.cookie),
      facts: this.#facts(request),
    });
  }

  #facts(request: IncomingMessage): RequestFacts {
    return {
      requestId: randomUUID(),
      address: clientAddress(request, this.#options.trustedProxies),
      userAgent: header(request, 'user-agent')?.slice(0, 300) ?? null,
    };
  }

  /** Whether the Origin, where there is one, is the host that was called. */
  #isSameOrigin(request: IncomingMessage): boolean {
    const { origin, host } = request.headers;
    if (!origin) return true;
    try {
      const { host: from, protocol } = new URL(origin);
      return (
        from === host?.toLowerCase() && (protocol === 'https:' || (protocol === 'http:' && !this.#options.isSecure))
      );
    } catch {
      return false;
    }
  }
}

interface Fault {
  status: number;
  code: string;
  message: string;
}

/** Leads the whole page on to another. */
function lead(response: ServerResponse, path: string): void {
  // It is the page, not this answer, that says how long to wait.
  response.removeHeader('retry-after');
  response.writeHead(303, { location: path, 'cache-control': 'no-store' }).end();
}

function tooMany(seconds: number): string {
  return `Too many requests. Try again in ${seconds} seconds.`;
}

function isJson(request: IncomingMessage): boolean {
  return /^application\/json(;|$)/i.test(String(request.headers['content-type'] ?? ''));
}

function header(request: IncomingMessage, name: string): string | null {
  const value = request.headers[name];
  return typeof value === 'string' ? value : null;
}

type Body = { ok: true; value: unknown } | { ok: false; status: number; message: string };

async function readJson(request: IncomingMessage, mostBytes: number): Promise<Body> {
  try {
    const text = await readText(request, mostBytes);
    if (text === null) return { ok: false, status: 413, message: `The request is larger than ${mostBytes} bytes` };
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false, status: 400, message: 'The request is not JSON' };
  }
}

function problem(code: string, message: string, facts: RequestFacts): object {
  return { errors: [{ message, extensions: { code, requestId: facts.requestId } }] };
}

function reply(response: ServerResponse, status: number, body: object): void {
  // The rest of a body that is too large is not read: the connection cannot serve another request.
  if (status === 413) response.setHeader('connection', 'close');
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
