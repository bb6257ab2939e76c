import type { IncomingMessage } from 'node:http';

/** The path of a request's target, or null when the target is no address at all: a caller may write anything into the request line. */
export function pathOf(request: IncomingMessage): string | null {
  const target = request.url ?? '/';
  try {
    return new URL(target.startsWith('/') ? `http://host${target}` : target).pathname;
  } catch {
    return null;
  }
}
