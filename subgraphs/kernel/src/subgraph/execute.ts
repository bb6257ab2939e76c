import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  GraphQLError,
  getOperationAST,
  parse,
  subscribe,
  validate,
  visit,
} from 'graphql';
import { fault } from '../graphql/errors.ts';
import { holdsNul } from '../graphql/holds-nul.ts';
import type { Passport } from '../passport/passport.ts';
import type { RequestFacts } from './request-context.ts';
import type { RunningSubgraph } from './subgraph.ts';

export interface SubgraphRequest {
  query: string;
  operationName?: string | null;
  variables?: Record<string, unknown> | null;
}

interface Prepared {
  document: DocumentNode;
  kind: 'query' | 'mutation' | 'subscription';
}

const REMEMBERED = 1_000;
const prepared = new WeakMap<object, Map<string, Prepared | ExecutionResult>>();

const NUL_REFUSED = fault('BAD_USER_INPUT', 'Text must not hold the character U+0000');

function holdsNulLiteral(document: DocumentNode): boolean {
  let isFound = false;
  visit(document, {
    StringValue({ value }) {
      isFound ||= holdsNul(value);
    },
  });
  return isFound;
}

/** Parses and validates once per document: the gateway sends the same few again and again. */
function prepare(subgraph: RunningSubgraph, request: SubgraphRequest): Prepared | ExecutionResult {
  let known = prepared.get(subgraph.schema);
  if (!known) {
    known = new Map();
    prepared.set(subgraph.schema, known);
  }
  const key = request.operationName ? `${request.operationName}\n${request.query}` : request.query;
  const hit = known.get(key);
  if (hit) return hit;
  let result: Prepared | ExecutionResult;
  try {
    const document = parse(request.query);
    const errors = validate(subgraph.schema, document);
    const operation = getOperationAST(document, request.operationName);
    if (errors.length > 0 || !operation) result = { errors };
    else if (holdsNulLiteral(document)) result = { errors: [NUL_REFUSED] };
    else result = { document, kind: operation.operation };
  } catch (error) {
    result = { errors: [error as never] };
  }
  if (known.size >= REMEMBERED) known.delete(known.keys().next().value!);
  known.set(key, result);
  return result;
}

/** The one place where text comes in: what PostgreSQL cannot store is refused here for every argument of every field. */
function admit(subgraph: RunningSubgraph, request: SubgraphRequest): Prepared | ExecutionResult {
  return holdsNul(request.variables) ? { errors: [NUL_REFUSED] } : prepare(subgraph, request);
}

/** Runs a query or mutation on a subgraph. A query reads in one transaction, and writes nothing. */
export async function executeOnSubgraph(
  subgraph: RunningSubgraph,
  passport: Passport,
  facts: RequestFacts,
  request: SubgraphRequest,
): Promise<ExecutionResult> {
  const ready = admit(subgraph, request);
  if (!('document' in ready)) return ready;
  const context = subgraph.createContext(passport, facts);
  const run = async () =>
    execute({
      schema: subgraph.schema,
      document: ready.document,
      operationName: request.operationName,
      variableValues: request.variables ?? {},
      contextValue: context,
    });
  // The gateway's own queries act in the scope of the person whom they find, in transactions of their own.
  const isReading = ready.kind === 'query' && passport.kind !== 'gateway';
  const result = await (isReading ? context.reading(run) : run());
  return result.data === undefined ? { errors: result.errors?.map(asBadInput) } : result;
}

/** What could not even begin has faulty variables: the caller's fault, not ours. */
function asBadInput(error: GraphQLError): GraphQLError {
  return error.extensions.code ? error : new GraphQLError(error.message, { extensions: { code: 'BAD_USER_INPUT' } });
}

/** Opens a subscription on a subgraph: a stream of results, or the errors that kept it from opening. */
export async function subscribeOnSubgraph(
  subgraph: RunningSubgraph,
  passport: Passport,
  facts: RequestFacts,
  request: SubgraphRequest,
): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> {
  const ready = admit(subgraph, request);
  if (!('document' in ready)) return ready;
  return subscribe({
    schema: subgraph.schema,
    document: ready.document,
    operationName: request.operationName,
    variableValues: request.variables ?? {},
    contextValue: subgraph.createContext(passport, facts),
  }) as Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult>;
}
