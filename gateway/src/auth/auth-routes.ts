import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestFacts } from '@offplan/kernel/subgraph/request-context';
import type { AuthReply, AuthRoute } from './auth-route.ts';
import { GOOGLE_ROUTES } from './google-routes.ts';
import type { IdentityService } from './identity-service.ts';
import { LINK_ROUTES } from './link-routes.ts';
import { PASSKEY_ROUTES } from './passkey-routes.ts';
import { SESSION_ROUTES } from './session-routes.ts';
import { SIGN_UP_ROUTES } from './sign-up-routes.ts';

/** Every route under `/auth/`: flows that set cookies or follow a link of a mail, so plain HTTP. Each file has one flow's. */
const ROUTES: ReadonlyMap<string, AuthRoute> = new Map(
  Object.entries({ ...SESSION_ROUTES, ...PASSKEY_ROUTES, ...GOOGLE_ROUTES, ...LINK_ROUTES, ...SIGN_UP_ROUTES }),
);

export function findAuthRoute(path: string): AuthRoute | undefined {
  return ROUTES.get(path);
}

/** Runs a route with what the request brought and writes its answer. */
export async function runAuthRoute(
  route: AuthRoute,
  given: unknown,
  parts: { identity: IdentityService; sessionSeconds: number },
  { request, response, facts }: { request: IncomingMessage; response: ServerResponse; facts: RequestFacts },
): Promise<void> {
  const reply = await route.answer(given, {
    facts,
    sessionSeconds: parts.sessionSeconds,
    cookie: (which) => which.read(request.headers.cookie),
    ask: (document, input) => parts.identity.ask(document, input, facts),
  });
  write(response, reply);
}

function write(response: ServerResponse, { status, body, cookies = [], headers = {} }: AuthReply): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (cookies.length > 0) response.setHeader('set-cookie', [...cookies]);
  response.setHeader('cache-control', 'no-store');
  if (body) response.setHeader('content-type', 'application/json');
  response.writeHead(status).end(body && JSON.stringify(body));
}
