import type { RequestFacts } from '@offplan/kernel/subgraph/request-context';
import { z } from 'zod';
import { type HostCookie, SESSION_COOKIE } from './host-cookie.ts';

/** What a route answers. Without a body it is empty. */
export interface AuthReply {
  status: number;
  body?: object;
  /** Values of Set-Cookie. */
  cookies?: readonly string[];
  headers?: Readonly<Record<string, string>>;
}

/** What a route may use beside its form. */
export interface AuthCall {
  facts: RequestFacts;
  /** Absolute life of a session, for its cookie. */
  sessionSeconds: number;
  cookie(which: HostCookie): string | null;
  /** Runs one of the gateway's own operations at identity; its only field is called `answer`. */
  ask<Answer>(document: string, input: object): Promise<Answer>;
}

/** A plain route of the admin host: how it is called, what its form holds, and what it does. */
export interface AuthRoute {
  /** By GET the browser goes there with the whole page, also from a foreign one: every answer leads on to a page. */
  method: 'GET' | 'POST';
  answer(form: unknown, call: AuthCall): Promise<AuthReply>;
}

/** A route whose form is checked first: the JSON that a POST brings, the query of a GET. */
export function authRoute<Form>(
  method: AuthRoute['method'],
  form: z.ZodType<Form>,
  handle: (form: Form, call: AuthCall) => Promise<AuthReply>,
): AuthRoute {
  return {
    method,
    async answer(given, call) {
      const read = form.safeParse(given);
      return read.success ? handle(read.data, call) : { status: 422, body: unreadable(read.error) };
    },
  };
}

/** The address of a page that says by a code what went wrong, and then leads on to `next`. */
export function problemPage(page: string, code: string, next: string): string {
  return `${page}?${new URLSearchParams({ problem: code.toLowerCase(), ...(next === '/' ? {} : { next }) })}`;
}

/** A text of a form: longer ones are nobody's. */
export const text = z.string().max(1_000);

/** A failure as identity states it: `UserError` with what its type adds. */
export interface Refusal {
  code: string;
  message: string;
  issues?: readonly object[];
  retryAfterSeconds?: number;
  /** Of PROOF_NEEDED: the ways to prove one’s identity. */
  methods?: readonly string[];
  /** Of SIGN_UP_REFUSED: why. */
  reason?: string;
}

/** What every operation of the gateway selects of a failure; some add what their own failures have. */
export const REFUSAL_FIELDS = '... on UserError { code message }';

const STATUS_OF: Readonly<Record<string, number>> = {
  SIGN_IN_FAILED: 401,
  SIGN_IN_EXPIRED: 401,
  SECOND_FACTOR_WRONG: 401,
  PROOF_WRONG: 401,
  PROOF_NEEDED: 403,
  UNAUTHENTICATED: 401,
  RATE_LIMITED: 429,
  VALIDATION_FAILED: 422,
  SIGN_UP_REFUSED: 403,
};

/** The answer to a failure, with the status that its code stands for (else 409). */
export function refuse({ code, message, issues, retryAfterSeconds, methods, reason }: Refusal): AuthReply {
  return {
    status: STATUS_OF[code] ?? 409,
    body: {
      code,
      message,
      ...(issues ? { issues } : {}),
      ...(methods ? { methods } : {}),
      ...(reason ? { reason } : {}),
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    },
    headers: retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) },
  };
}

export interface SignedIn {
  token: string;
  organisationSlug: string | null;
}

/** Selects, of an operation that counts attempts, how long to wait. */
export const LIMITED_FIELDS = '... on TooManyAttempts { retryAfterSeconds }';

export const SIGNED_IN_FIELDS = '... on SignedIn { token organisationSlug }';

/** Puts a new session into its cookie. */
export function startSession(signedIn: SignedIn, call: AuthCall, status = 200): AuthReply {
  // An operation that does not select the token would otherwise set a cookie that is none.
  if (!signedIn.token) throw new Error('There is no session to start');
  return {
    status,
    body: { ok: true, organisationSlug: signedIn.organisationSlug },
    cookies: [SESSION_COOKIE.set(signedIn.token, call.sessionSeconds)],
  };
}

function unreadable(error: z.ZodError): object {
  const issues = error.issues.map((issue) => ({
    path: issue.path.map(String),
    code: 'BAD_FORM',
    message: issue.message,
    suggestions: [],
  }));
  return { code: 'VALIDATION_FAILED', message: 'The form cannot be read.', issues };
}
