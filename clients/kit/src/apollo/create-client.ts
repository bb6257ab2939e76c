import { ApolloClient, ApolloLink, HttpLink, Observable, ServerError } from '@apollo/client';
import { CombinedGraphQLErrors } from '@apollo/client/errors';
import { ErrorLink } from '@apollo/client/link/error';
import { print } from 'graphql';
import { createClient as createLiveClient, type Client as LiveClient } from 'graphql-ws';
import { createCache } from './cache.ts';

/** Close codes of the live connection that the gateway gives a meaning (4400 to 4499 are final). */
export const CLOSE_RIGHTS_CHANGED = 4205;
export const CLOSE_SIGNED_OUT = 4401;
export const CLOSE_ACCESS_ENDED = 4403;

/** How often the live connection is checked, and how long an answer may take before it counts as dead. */
const PING_EVERY_MS = 12_000;
const PONG_WITHIN_MS = 5_000;
/** How long a live connection waits at most until the page knows its new rights. */
const RIGHTS_WITHIN_MS = 5_000;

export interface ClientOptions {
  /** The Organisation's slug that every request names; absent before a workspace is chosen. */
  readonly workspace?: string;
  /** The view through which every request looks; absent with one's own eyes. */
  readonly view?: string;
  /** True: send only the documents' ids (production). False: send the text (development). */
  readonly trustedDocuments: boolean;
  readonly onSignedOut: () => void;
  readonly onAccessEnded: () => void;
  /** The rights here are others now; the live connection opens again when this has settled. */
  readonly onRightsChanged?: () => Promise<unknown>;
}

export interface WorkspaceClient {
  readonly apollo: ApolloClient;
  readonly live: LiveClient;
  /** Whether the socket is open and let in: a further subscription then begins at once, and no `connected` is heard. */
  isConnected(): boolean;
  /** Ends the live connection; the client is not used afterwards. */
  dispose(): void;
}

/** The close code of a live connection's end, when that is what `reason` is. */
export function closeCodeOf(reason: unknown): number | undefined {
  return typeof reason === 'object' && reason !== null && 'code' in reason && typeof reason.code === 'number'
    ? reason.code
    : undefined;
}

/** The `extensions.code` of a GraphQL fault, "NETWORK" when the server was not reached, else "INTERNAL". */
export function faultCodeOf(error: unknown): string {
  if (CombinedGraphQLErrors.is(error)) return String(error.errors[0]?.extensions?.code ?? 'INTERNAL');
  if (ServerError.is(error)) {
    if (error.statusCode === 401) return 'UNAUTHENTICATED';
    return error.statusCode === 429 ? 'RATE_LIMITED' : error.statusCode >= 500 ? 'SERVICE_UNAVAILABLE' : 'INTERNAL';
  }
  return error instanceof TypeError ? 'NETWORK' : 'INTERNAL';
}

/** The id that codegen embedded in a generated document. */
function documentIdOf(document: unknown): string | undefined {
  return (document as { __meta__?: { hash?: string } }).__meta__?.hash;
}

/** Sends a document's id in the place of its text, as the gateway's list of trusted documents knows it. */
const trustedDocumentLink = new ApolloLink((operation, forward) => {
  operation.setContext({ http: { includeQuery: false, includeExtensions: true } });
  operation.extensions.documentId = documentIdOf(operation.query);
  return forward(operation);
});

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

function createLive(options: ClientOptions): LiveClient {
  let pongTimer: ReturnType<typeof setTimeout> | undefined;
  let socket: WebSocket | undefined;
  let rightsKnown: Promise<unknown> | undefined;
  return createLiveClient({
    url: async () => {
      await rightsKnown;
      return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/graphql`;
    },
    connectionParams: { workspace: options.workspace, ...(options.view ? { view: options.view } : {}) },
    lazy: true,
    lazyCloseTimeout: 2_000,
    // Resuming needs the newest cursor, so the feed that knows it reconnects, not this client.
    retryAttempts: 0,
    keepAlive: PING_EVERY_MS,
    on: {
      opened: (opened) => {
        socket = opened as WebSocket;
      },
      ping: (isFromServer) => {
        if (isFromServer) return;
        clearTimeout(pongTimer);
        pongTimer = setTimeout(() => socket?.close(4408, 'No answer'), PONG_WITHIN_MS);
      },
      pong: (isFromServer) => {
        if (isFromServer) clearTimeout(pongTimer);
      },
      closed: (event) => {
        clearTimeout(pongTimer);
        const code = closeCodeOf(event);
        if (code === CLOSE_SIGNED_OUT) options.onSignedOut();
        if (code === CLOSE_ACCESS_ENDED) options.onAccessEnded();
        if (code === CLOSE_RIGHTS_CHANGED && options.onRightsChanged)
          rightsKnown = Promise.race([options.onRightsChanged().catch(() => {}), pause(RIGHTS_WITHIN_MS)]);
      },
    },
  });
}

/** Subscriptions over the live connection, by document id where documents are trusted. */
function createLiveLink(live: LiveClient, trustedDocuments: boolean): ApolloLink {
  return new ApolloLink(
    (operation) =>
      new Observable((observer) => {
        const documentId = trustedDocuments ? documentIdOf(operation.query) : undefined;
        const payload = {
          operationName: operation.operationName,
          query: documentId ? '' : print(operation.query),
          variables: operation.variables,
          ...(documentId ? { extensions: { documentId } } : {}),
        };
        return live.subscribe(payload, {
          next: (value) => observer.next(value as ApolloLink.Result),
          error: (reason) => observer.error(reason),
          complete: () => observer.complete(),
        });
      }),
  );
}

/** Everything a client needs to talk to one workspace: queries over HTTP, live changes over one socket, one cache. */
export function createClient(options: ClientOptions): WorkspaceClient {
  const live = createLive(options);
  const errors = new ErrorLink(({ error }) => {
    if (faultCodeOf(error) === 'UNAUTHENTICATED') options.onSignedOut();
  });
  const http = new HttpLink({
    uri: '/graphql',
    credentials: 'same-origin',
    headers: {
      'apollo-require-preflight': '1',
      ...(options.workspace ? { 'offplan-workspace': options.workspace } : {}),
      ...(options.view ? { 'offplan-view': options.view } : {}),
    },
  });
  const overHttp = options.trustedDocuments ? ApolloLink.from([trustedDocumentLink, http]) : http;
  const link = ApolloLink.from([
    errors,
    ApolloLink.split(
      ({ operationType }) => operationType === 'subscription',
      createLiveLink(live, options.trustedDocuments),
      overHttp,
    ),
  ]);
  const apollo = new ApolloClient({
    link,
    cache: createCache(),
    defaultOptions: { watchQuery: { fetchPolicy: 'cache-and-network', nextFetchPolicy: 'cache-first' } },
  });
  let isConnected = false;
  live.on('connected', () => {
    isConnected = true;
  });
  live.on('closed', () => {
    isConnected = false;
  });
  return {
    apollo,
    live,
    isConnected: () => isConnected,
    dispose() {
      apollo.stop();
      void live.dispose();
    },
  };
}
