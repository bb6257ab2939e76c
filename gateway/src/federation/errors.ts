import type { Logger } from '@offplan/kernel/logging';
import type { GraphQLFormattedError } from 'graphql';

/** The codes that callers may see (SCH-9); everything else is our fault and stays inside. */
const PUBLIC_CODES = new Set([
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'BAD_USER_INPUT',
  'RATE_LIMITED',
  'WORKSPACE_READ_ONLY',
  'SERVICE_UNAVAILABLE',
]);
/** GraphQL's own words for a request that cannot be run. */
const BAD_REQUEST_CODES = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
]);

/** What an error looks like from outside (GW-38): a stable code, words without internals, the request's id; never a stack. */
export function publicError(error: GraphQLFormattedError, requestId: string, logger: Logger): GraphQLFormattedError {
  const code = String(error.extensions?.code ?? 'INTERNAL');
  const at = {
    ...(error.path ? { path: error.path } : {}),
    ...(error.locations ? { locations: error.locations } : {}),
  };
  if (PUBLIC_CODES.has(code)) return { message: error.message, ...at, extensions: { code, requestId } };
  if (BAD_REQUEST_CODES.has(code))
    return { message: error.message, ...at, extensions: { code: 'BAD_USER_INPUT', requestId } };
  if (isUnavailable(error))
    return {
      message: 'A part of the service does not answer just now. Try again in a moment.',
      ...at,
      extensions: { code: 'SERVICE_UNAVAILABLE', requestId },
    };
  logger.error({ requestId, fault: error.message, code }, 'A request failed');
  return {
    message: `Something went wrong on our side. Name this id to support: ${requestId}`,
    ...at,
    extensions: { code: 'INTERNAL', requestId },
  };
}

function isUnavailable(error: GraphQLFormattedError): boolean {
  return /^The subgraph \w+ does not answer$/.test(error.message) || error.extensions?.reason === 'UNAVAILABLE';
}
