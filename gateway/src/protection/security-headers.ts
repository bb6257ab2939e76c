import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';

/**
 * The headers that every answer has (GW-12). Returns the nonce of the page's policy. Styles may carry the nonce only; scripts come from
 * our own host as files, and from the bot check's.
 */
export function setSecurityHeaders(
  response: ServerResponse,
  options: { isSecure: boolean; botCheckOrigin: string | null },
): string {
  const nonce = randomBytes(16).toString('base64');
  // The widget of the bot check is a script and a frame of that service, and of no other.
  const more = options.botCheckOrigin ? ` ${options.botCheckOrigin}` : '';
  const policy = [
    "default-src 'none'",
    `script-src 'self'${more}`,
    `style-src 'self' 'nonce-${nonce}'`,
    // Positions and sizes of cells are style attributes; they cannot load or run anything.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${more}`,
    `frame-src ${options.botCheckOrigin ?? "'none'"}`,
    "manifest-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ];
  response.setHeader('Content-Security-Policy', policy.join('; '));
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('X-Frame-Options', 'DENY');
  response.setHeader('Referrer-Policy', 'no-referrer');
  response.setHeader('Permissions-Policy', 'camera=(), geolocation=(), microphone=(), payment=()');
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
  response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
  if (options.isSecure) response.setHeader('Strict-Transport-Security', 'max-age=63072000; includeSubDomains');
  return nonce;
}
