import type { IncomingMessage } from 'node:http';

/** The path of a request's target, or null when the target is no address at all: a caller may write anything into the request line. */
export function pathOf(request: IncomingMessage): string | null {
  return addressOf(request)?.pathname ?? null;
}

/** The query of a request's target; of a name that comes twice the last. */
export function queryOf(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(addressOf(request)?.searchParams ?? []);
}

function addressOf(request: IncomingMessage): URL | null {
  const target = request.url ?? '/';
  try {
    return new URL(target.startsWith('/') ? `http://host${target}` : target);
  } catch {
    return null;
  }
}
