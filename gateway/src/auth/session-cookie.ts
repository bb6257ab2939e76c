/** The session's cookie: host-only by its prefix, so that it never reaches another host (ID-4). */
export const SESSION_COOKIE = '__Host-offplan-session';

/** The session token of a Cookie header, or null. */
export function readSessionCookie(header: string | undefined): string | null {
  for (const part of header?.split(';') ?? []) {
    const [name, value] = part.trim().split('=', 2);
    if (name === SESSION_COOKIE && value && /^[A-Za-z0-9_-]{20,200}$/.test(value)) return value;
  }
  return null;
}

/** Set-Cookie of a new session. `secondsToLive` is the absolute life of the session. */
export function sessionCookie(token: string, secondsToLive: number): string {
  return `${SESSION_COOKIE}=${token}; Path=/; HttpOnly; Secure; SameSite=Lax; Max-Age=${secondsToLive}`;
}

export function clearedSessionCookie(): string {
  return `${SESSION_COOKIE}=; Path=/; HttpOnly; Secure; SameSite=Lax; Max-Age=0`;
}
