import { GraphQLError } from 'graphql';

/** The codes of SCH-9, for what a user cannot act on in the form at hand. What a user can act on is a result union. */
export type ErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'BAD_USER_INPUT'
  | 'RATE_LIMITED'
  | 'WORKSPACE_READ_ONLY'
  | 'INTERNAL'
  | 'SERVICE_UNAVAILABLE';

export function fault(code: ErrorCode, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}
