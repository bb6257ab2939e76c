import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A person at the provider. */
export interface ProviderAccount {
  email: string;
  email_verified: boolean;
  name?: string;
  /** The Workspace domain that hosts the account. */
  hd?: string;
}

/** A real OpenID Connect provider in a process of its own. */
export class OpenIdProvider {
  readonly issuer: string;
  readonly close: () => Promise<void>;

  private constructor(issuer: string, close: () => Promise<void>) {
    this.issuer = issuer;
    this.close = close;
  }

  static async start(accounts: Record<string, ProviderAccount>, redirectUri: string): Promise<OpenIdProvider> {
    const script = fileURLToPath(new URL('./openid-provider-process.ts', import.meta.url));
    const child = spawn(process.execPath, ['--import', 'tsx', script, JSON.stringify(accounts), redirectUri], {
      // It ends with its standard input: also when this process is killed.
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    for await (const line of createInterface({ input: child.stdout }))
      return new OpenIdProvider(line, async () => {
        child.stdin.end();
        await exited;
      });
    throw new Error('The OpenID Connect provider did not start');
  }

  /** The options with which identity uses it. */
  get options() {
    return { issuer: this.issuer, clientId: 'offplan-test', clientSecret: 'offplan-test-secret' };
  }

  /**
   * Goes where a browser is sent, chooses an account (or `decline`), and stops before it comes back: resolves with the address that it is
   * sent back to.
   */
  async visit(url: string, subject: string): Promise<URL> {
    const cookies = new Map<string, string>();
    let address = new URL(url);
    while (address.origin === this.issuer) {
      const chosen = /^\/choose\/[\w-]+$/.test(address.pathname) ? `/${encodeURIComponent(subject)}` : '';
      const answer = await fetch(`${address.href}${chosen}`, {
        redirect: 'manual',
        headers: { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') },
      });
      for (const cookie of answer.headers.getSetCookie()) {
        const [name, value] = cookie.split(';')[0]!.split('=', 2) as [string, string];
        cookies.set(name, value);
      }
      const location = answer.headers.get('location');
      if (!location) throw new Error(`The provider sent nobody on: ${answer.status} ${await answer.text()}`);
      address = new URL(location, address);
    }
    return address;
  }
}
