import type { RequestFacts } from '@offplan/kernel/subgraph/request-context';
import type { ExecutionResult } from 'graphql';

/** A GraphQL operation for one subgraph. */
export interface SubgraphOperation {
  query: string;
  operationName?: string | null;
  variables?: Record<string, unknown> | null;
}

/** Who asks, for a subgraph: the signed passport, and what came with the request. */
export interface Credentials {
  passport: string;
  facts: RequestFacts;
}

/** The gateway's way to one subgraph: in the same process or over HTTP and WebSocket. Same answers either way. */
export interface SubgraphClient {
  readonly name: string;
  /** Throws when the subgraph does not answer. */
  execute(operation: SubgraphOperation, credentials: Credentials): Promise<ExecutionResult>;
  /** A stream of results; ends with an error when the subgraph goes away. */
  subscribe(operation: SubgraphOperation, credentials: Credentials): AsyncIterableIterator<ExecutionResult>;
  close(): Promise<void>;
}

/** The subgraph cannot be reached, or answers no GraphQL. */
export class SubgraphUnavailable extends Error {
  constructor(name: string, cause?: unknown) {
    super(`The subgraph ${name} does not answer`, { cause });
    this.name = 'SubgraphUnavailable';
  }
}
