import type { Logger } from '@offplan/kernel/logging';
import { endable } from '@offplan/kernel/subgraph/endable';
import type { ExecutionResult } from 'graphql';
import { type Client, createClient } from 'graphql-ws';
import { Pool } from 'undici';
import WebSocket from 'ws';
import { CircuitBreaker } from './circuit-breaker.ts';
import { type Credentials, type SubgraphClient, SubgraphUnavailable } from './subgraph-client.ts';

const ANSWER_WITHIN_MILLISECONDS = 15_000;

/** Calls a subgraph over HTTP, and WebSocket for subscriptions; with a time limit and a circuit breaker (GW-4). */
export function remoteSubgraph(name: string, address: string, logger: Logger): SubgraphClient {
  const url = new URL(address);
  const pool = new Pool(url.origin, {
    connections: 32,
    pipelining: 1,
    headersTimeout: ANSWER_WITHIN_MILLISECONDS,
    bodyTimeout: ANSWER_WITHIN_MILLISECONDS,
  });
  const breaker = new CircuitBreaker();
  const sockets = new Set<Client>();
  return {
    name,
    async execute(operation, credentials) {
      if (!breaker.isClosed) throw new SubgraphUnavailable(name);
      let refusal: number;
      try {
        const { statusCode, body } = await pool.request({
          path: '/graphql',
          method: 'POST',
          headers: headersOf(credentials),
          body: JSON.stringify(operation),
        });
        const text = await body.text();
        const result = statusCode === 200 ? (JSON.parse(text) as ExecutionResult) : null;
        if (!result && statusCode >= 500) throw new Error(`answered ${statusCode}`);
        breaker.succeeded();
        if (result) return result;
        refusal = statusCode;
      } catch (cause) {
        breaker.failed();
        throw new SubgraphUnavailable(name, cause);
      }
      // It is there and refuses this one request: no reason to keep the others from it.
      logger.error(
        { subgraph: name, status: refusal, requestId: credentials.facts.requestId },
        'A subgraph refused a request',
      );
      throw new SubgraphUnavailable(name);
    },
    subscribe(operation, credentials) {
      return endable(async function* (signal) {
        const client = createClient({
          url: `${url.origin.replace(/^http/, 'ws')}/graphql`,
          webSocketImpl: WebSocket,
          connectionParams: () => ({ passport: credentials.passport, facts: credentials.facts }),
          retryAttempts: 0,
          keepAlive: 10_000,
        });
        sockets.add(client);
        const stream = client.iterate(operation as never) as AsyncIterableIterator<ExecutionResult>;
        signal.addEventListener('abort', () => void stream.return?.());
        try {
          yield* stream;
        } finally {
          sockets.delete(client);
          await client.dispose();
        }
      });
    },
    async close() {
      await Promise.all([...sockets].map(async (client) => client.dispose()));
      await pool.destroy();
    },
  };
}

function headersOf({ passport, facts }: Credentials): Record<string, string> {
  return {
    'content-type': 'application/json',
    authorization: `Passport ${passport}`,
    'offplan-request-id': facts.requestId,
    ...(facts.address ? { 'offplan-address': facts.address } : {}),
    ...(facts.userAgent ? { 'offplan-user-agent': encodeURIComponent(facts.userAgent) } : {}),
  };
}
