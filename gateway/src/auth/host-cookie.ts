/**
 * A cookie of the admin host that scripts cannot read. Its `__Host-` prefix keeps it from every other host (ID-4). Values are tokens:
 * base64url.
 */
export class HostCookie {
  readonly #name: string;

  constructor(name: string) {
    this.#name = `__Host-offplan-${name}`;
  }

  /** The value in a Cookie header, or null. */
  read(header: string | undefined): string | null {
    for (const part of header?.split(';') ?? []) {
      const [name, value] = part.trim().split('=', 2);
      if (name === this.#name && value && /^[A-Za-z0-9_-]{20,200}$/.test(value)) return value;
    }
    return null;
  }

  /** Set-Cookie with a value that lives so many seconds. */
  set(value: string, seconds: number): string {
    return `${this.#name}=${value}; Path=/; HttpOnly; Secure; SameSite=Lax; Max-Age=${seconds}`;
  }

  /** Set-Cookie that takes it away. */
  clear(): string {
    return this.set('', 0);
  }
}

export const SESSION_COOKIE = new HostCookie('session');

/** A sign-in whose second factor is awaited. */
export const HALF_SIGN_IN_COOKIE = new HostCookie('half-sign-in');
/** A challenge for this browser's passkeys. */
export const PASSKEY_COOKIE = new HostCookie('passkey');
/** A way to the sign-in provider and back. */
export const PROVIDER_COOKIE = new HostCookie('provider');
/** What the provider said about somebody whom we do not know, for a sign-up. */
export const PROOF_COOKIE = new HostCookie('proof');
