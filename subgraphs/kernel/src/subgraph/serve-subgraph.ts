import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { GraphQLError, parse } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import type { Passport } from '../passport/passport.ts';
import type { VerifyPassport } from '../passport/verify-passport.ts';
import { drainable } from './drain-server.ts';
import { executeOnSubgraph, type SubgraphRequest, subscribeOnSubgraph } from './execute.ts';
import type { RequestFacts } from './request-context.ts';
import type { RunningSubgraph } from './subgraph.ts';

const MOST_BODY_BYTES = 20 * 1024 * 1024;
const GOODBYE_MILLISECONDS = 1_000;

interface Admitted {
  passport: Passport;
  facts: RequestFacts;
}

/**
 * Serves a subgraph over HTTP and WebSocket for gateways in other processes. Whoever comes without a valid passport gets 401 and nothing
 * else (GW-20); `/health` answers without one.
 */
export async function serveSubgraph(
  subgraph: RunningSubgraph,
  options: { host: string; port: number; verify: VerifyPassport },
): Promise<{ url: string; close(): Promise<void> }> {
  const { verify } = options;
  const server: Server = createServer((request, response) => {
    answer(subgraph, verify, request, response).catch((fault) => {
      subgraph.logger.error(
        { requestId: request.headers['offplan-request-id'], fault: String(fault) },
        'A request to the subgraph failed',
      );
      if (response.headersSent) response.destroy();
      else reply(response, 500, { errors: [{ message: 'Internal error', extensions: { code: 'INTERNAL' } }] });
    });
  });
  const drain = drainable(server);
  const sockets = new WebSocketServer({
    server,
    path: '/graphql',
    perMessageDeflate: false,
    maxPayload: MOST_BODY_BYTES,
  });
  const live = useServer<{ passport?: string; facts?: RequestFacts }, { admitted?: Admitted }>(
    {
      async onConnect({ connectionParams, extra }) {
        const passport = await verify(connectionParams?.passport);
        if (!passport) return false;
        extra.admitted = {
          passport,
          facts: connectionParams?.facts ?? { requestId: 'none', address: null, userAgent: null },
        };
        return true;
      },
      onSubscribe: ({ extra }, _id, payload) =>
        ({
          schema: subgraph.schema,
          document: parse(payload.query),
          operationName: payload.operationName,
          request: payload,
          admitted: extra.admitted,
        }) as never,
      execute: async () => ({ errors: [new GraphQLError('Only subscriptions are taken here')] }),
      subscribe: (async ({ request, admitted }: { request: SubgraphRequest; admitted: Admitted }) =>
        subscribeOnSubgraph(subgraph, admitted.passport, admitted.facts, request)) as never,
    },
    sockets,
    10_000,
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : options.port;
  return {
    url: `http://${options.host}:${port}`,
    async close() {
      const drained = drain();
      // Whoever does not answer the goodbye is not waited for.
      const cut = setTimeout(() => {
        for (const socket of sockets.clients) socket.terminate();
      }, GOODBYE_MILLISECONDS);
      await live.dispose();
      clearTimeout(cut);
      await drained;
    },
  };
}

async function answer(
  subgraph: RunningSubgraph,
  verify: VerifyPassport,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method === 'GET' && request.url === '/health')
    return reply(response, 200, { status: 'ok', subgraph: subgraph.name });
  const passport = await verify(/^Passport (.+)$/.exec(request.headers.authorization ?? '')?.[1]);
  if (!passport)
    return reply(response, 401, {
      errors: [{ message: 'A valid passport is needed', extensions: { code: 'UNAUTHENTICATED' } }],
    });
  if (request.method !== 'POST' || request.url !== '/graphql') return reply(response, 404, {});
  const body = await readBody(request);
  if (body === null) return reply(response, 413, {});
  const facts: RequestFacts = {
    requestId: String(request.headers['offplan-request-id'] ?? 'none'),
    address: (request.headers['offplan-address'] as string | undefined) ?? null,
    userAgent: request.headers['offplan-user-agent']
      ? decodeURIComponent(String(request.headers['offplan-user-agent']))
      : null,
  };
  reply(response, 200, await executeOnSubgraph(subgraph, passport, facts, JSON.parse(body) as SubgraphRequest));
}

async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
