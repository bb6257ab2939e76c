import { type Client, createClient } from 'graphql-ws';
import { request } from 'undici';
import WebSocket from 'ws';

/** What a GraphQL request brought. */
export interface Answer<Data = Record<string, any>> {
  status: number;
  data: Data | null | undefined;
  errors: { message: string; extensions: { code: string; requestId?: string } }[] | undefined;
  headers: Record<string, string | string[] | undefined>;
  /** The answer as it came. */
  text: string;
}

/** One open subscription: its payloads in order, and how it ended. */
export class LiveFeed {
  readonly payloads: {
    data?: Record<string, any> | null;
    errors?: readonly { message: string; extensions?: Record<string, unknown> }[];
  }[] = [];
  closed: { code: number; reason: string } | null = null;
  isComplete = false;
  error: unknown = null;
  #wake: (() => void)[] = [];
  readonly #client: Client;
  readonly opened: Promise<void>;

  constructor(
    url: string,
    options: {
      headers: Record<string, string>;
      workspace: string | null;
      view: string | null;
      query: string;
      variables: Record<string, unknown>;
    },
  ) {
    const { headers } = options;
    class Socket extends WebSocket {
      constructor(address: string, protocols: string[]) {
        super(address, protocols, { headers });
      }
    }
    let isOpen: () => void = () => {};
    this.opened = new Promise((resolve) => {
      isOpen = resolve;
    });
    this.#client = createClient({
      url,
      webSocketImpl: Socket,
      connectionParams: { workspace: options.workspace, view: options.view },
      lazy: true,
      retryAttempts: 0,
      on: {
        connected: () => isOpen(),
        closed: (event) => {
          const { code, reason } = event as { code: number; reason: string };
          this.closed = { code, reason };
          this.#notify();
        },
      },
    });
    this.#client.subscribe(
      { query: options.query, variables: options.variables },
      {
        next: (payload) => {
          this.payloads.push(payload as never);
          this.#notify();
        },
        error: (error) => {
          this.error = error;
          this.#notify();
        },
        complete: () => {
          this.isComplete = true;
          this.#notify();
        },
      },
    );
  }

  #notify(): void {
    const waiting = this.#wake;
    this.#wake = [];
    for (const wake of waiting) wake();
  }

  /** Resolves when the condition holds; rejects after ten seconds with what came. */
  async until(condition: (feed: LiveFeed) => boolean, withinMilliseconds = 10_000): Promise<void> {
    const deadline = Date.now() + withinMilliseconds;
    while (!condition(this)) {
      const left = deadline - Date.now();
      if (left <= 0)
        throw new Error(
          `The feed did not get there in time; it has ${JSON.stringify({ payloads: this.payloads, closed: this.closed, error: this.error })}`,
        );
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.min(left, 200));
        this.#wake.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  async close(): Promise<void> {
    await this.#client.dispose();
  }
}

/** A person with a browser's manners: one host, one cookie, one workspace at a time. */
export class ApiClient {
  readonly #cookies = new Map<string, string>();
  workspace: string | null = null;
  /** The view through which it looks. */
  view: string | null = null;
  readonly #port: number;
  readonly #host: string;

  constructor(port: number, host: string) {
    this.#port = port;
    this.#host = host;
  }

  get origin(): string {
    return `http://${this.#host}:${this.#port}`;
  }

  /** The Cookie header: what the routes have set and not taken away; null without any. */
  get cookie(): string | null {
    return this.#cookies.size > 0 ? [...this.#cookies].map((pair) => pair.join('=')).join('; ') : null;
  }

  set cookie(header: string | null) {
    this.#cookies.clear();
    for (const pair of header?.split('; ') ?? []) this.#keepCookie(pair);
  }

  #keepCookie(setCookie: string): void {
    const [name, value] = setCookie.split(';')[0]!.split('=', 2) as [string, string];
    if (setCookie.includes('Max-Age=0')) this.#cookies.delete(name);
    else this.#cookies.set(name, value);
  }

  #headers(): Record<string, string> {
    return {
      host: `${this.#host}:${this.#port}`,
      origin: this.origin,
      ...(this.cookie ? { cookie: this.cookie } : {}),
    };
  }

  async graphql<Data = Record<string, any>>(
    query: string,
    variables: Record<string, unknown> = {},
    headers: Record<string, string> = {},
  ): Promise<Answer<Data>> {
    const response = await request(`http://127.0.0.1:${this.#port}/graphql`, {
      method: 'POST',
      headers: {
        ...this.#headers(),
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json',
        ...(this.workspace ? { 'offplan-workspace': this.workspace } : {}),
        ...(this.view ? { 'offplan-view': this.view } : {}),
        ...headers,
      },
      body: JSON.stringify({ query, variables }),
    });
    const text = await response.body.text();
    const body = JSON.parse(text) as Answer<Data>;
    return { status: response.statusCode, data: body.data, errors: body.errors, headers: response.headers, text };
  }

  /** The data of a request that must not fail. */
  async data<Data = Record<string, any>>(query: string, variables: Record<string, unknown> = {}): Promise<Data> {
    const answer = await this.graphql<Data>(query, variables);
    if (answer.errors || !answer.data)
      throw new Error(`The request failed: ${JSON.stringify(answer.errors ?? answer)}`);
    return answer.data;
  }

  /** A plain route of the admin host; keeps the cookies that it sets. */
  async post(
    path: string,
    body: unknown,
  ): Promise<{ status: number; body: any; headers: Record<string, string | string[] | undefined> }> {
    const response = await request(`http://127.0.0.1:${this.#port}${path}`, {
      method: 'POST',
      headers: { ...this.#headers(), 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    for (const cookie of [response.headers['set-cookie'] ?? []].flat()) this.#keepCookie(cookie);
    const text = await response.body.text();
    return { status: response.statusCode, body: text ? JSON.parse(text) : null, headers: response.headers };
  }

  /** A plain route of the host, read as text. */
  async get(
    path: string,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; text: string; headers: Record<string, string | string[] | undefined> }> {
    const response = await request(`http://127.0.0.1:${this.#port}${path}`, {
      headers: { ...this.#headers(), ...headers },
    });
    return { status: response.statusCode, text: await response.body.text(), headers: response.headers };
  }

  live(query: string, variables: Record<string, unknown> = {}): LiveFeed {
    return new LiveFeed(`ws://127.0.0.1:${this.#port}/graphql`, {
      headers: this.#headers(),
      workspace: this.workspace,
      view: this.view,
      query,
      variables,
    });
  }

  /** The same person in another window. */
  anotherWindow(): ApiClient {
    const window = new ApiClient(this.#port, this.#host);
    window.cookie = this.cookie;
    window.workspace = this.workspace;
    window.view = this.view;
    return window;
  }
}
