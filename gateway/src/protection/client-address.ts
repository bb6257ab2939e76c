import type { IncomingMessage } from 'node:http';

/**
 * The caller's address. `X-Forwarded-For` counts only from as many proxies as are configured, read from the right: what stands further
 * left was written by the caller (GW-11).
 */
export function clientAddress(request: IncomingMessage, trustedProxies: number): string | null {
  const socket = request.socket.remoteAddress ?? null;
  if (trustedProxies === 0) return socket;
  const forwarded = String(request.headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  return forwarded.at(-trustedProxies) ?? socket;
}
