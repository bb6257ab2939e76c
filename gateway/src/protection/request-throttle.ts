import type { ServerResponse } from 'node:http';
import type { RequestFacts } from '@offplan/kernel/subgraph/request-context';
import type { IdentityService } from '../auth/identity-service.ts';

const TAKE = /* GraphQL */ `
  mutation TakeRequestPlaces($input: TakeRequestPlacesInput!) {
    answer: takeRequestPlaces(input: $input) { granted remaining resetSeconds }
  }
`;

/** How many requests a caller has within a minute: at the routes of signing in, and at GraphQL. */
export interface RequestLimits {
  auth: number;
  graphql: number;
}

/** What is counted: requests at the routes of signing in, those at GraphQL, questions who a session belongs to, and events that were refused. */
type Kind = keyof RequestLimits | 'viewer' | 'refused_event';

/** A place, or the seconds to wait for one. */
export type Taking = { wait: number } | { wait: null; giveBack(): void };

const WINDOW_SECONDS = 60;
/** How many portions a caller's places are counted in, but those at signing in: one question at the shared storage for each. */
const PORTIONS = 50;
/** So many events of an address may be refused: a secret that was not brought along is no attack yet. */
const REFUSED_EVENTS = 60;
const MOST_KNOWN = 10_000;

interface Taken {
  granted: number;
  remaining: number;
  resetSeconds: number;
}

/** Places that this gateway has taken for a caller and not used up. */
interface Portion extends Taken {
  left: number;
  until: number;
}

/**
 * Limits requests at the level of abuse, alike for all tiers (GW-37). Counts are shared by all gateways, in identity's storage. Signing in
 * is counted one by one. Of the rest a gateway takes a portion at once: the storage is asked for each portion and not for each request.
 */
export class RequestThrottle {
  readonly #identity: Pick<IdentityService, 'ask'>;
  readonly #limits: RequestLimits;
  readonly #portions = new Map<string, Promise<Portion>>();

  constructor(identity: Pick<IdentityService, 'ask'>, limits: RequestLimits) {
    this.#identity = identity;
    this.#limits = limits;
  }

  /**
   * Takes a place, or resolves with the seconds that the caller has to wait. Says both in headers, where there is a response. A place
   * that is given back serves another request of the same window.
   */
  async take(
    kind: Kind,
    key: string,
    facts: RequestFacts,
    response?: Pick<ServerResponse, 'setHeader'>,
  ): Promise<Taking> {
    const { portion, isRefused } = await this.#use(kind, key, facts);
    if (isRefused) return { wait: this.#refuse(kind, portion, response) };
    this.#say(kind, portion, response);
    return { wait: null, giveBack: () => this.#giveBack(kind, key) };
  }

  /**
   * The seconds that a caller has to wait of whom this gateway knows that its places are used up; takes none. Null where it has some, or nobody
   * knows.
   */
  async waitOf(kind: Kind, key: string, response: Pick<ServerResponse, 'setHeader'>): Promise<number | null> {
    const portion = await this.#portions.get(`${kind} ${key}`)?.catch(() => null);
    if (!portion || portion.granted > 0 || portion.until <= performance.now()) return null;
    return this.#refuse(kind, portion, response);
  }

  #refuse(kind: Kind, portion: Portion, response?: Pick<ServerResponse, 'setHeader'>): number {
    const seconds = this.#say(kind, portion, response);
    response?.setHeader('retry-after', String(seconds));
    return seconds;
  }

  /** Says in headers how a caller stands. Resolves with the seconds until its window ends. */
  #say(kind: Kind, portion: Portion, response?: Pick<ServerResponse, 'setHeader'>): number {
    const seconds = Math.max(1, Math.ceil((portion.until - performance.now()) / 1_000));
    response?.setHeader('ratelimit-policy', `"${kind}";q=${this.#limitOf(kind)};w=${WINDOW_SECONDS}`);
    response?.setHeader('ratelimit', `"${kind}";r=${portion.left + portion.remaining};t=${seconds}`);
    return seconds;
  }

  /** Uses up a place of the caller's portion, or finds the refusal of its window. */
  async #use(kind: Kind, key: string, facts: RequestFacts): Promise<{ portion: Portion; isRefused: boolean }> {
    const name = `${kind} ${key}`;
    for (;;) {
      const known = this.#portions.get(name);
      const portion = await known;
      if (portion && portion.until > performance.now()) {
        // In the same turn as the look at it: others wait for the same portion.
        if (portion.left > 0) {
          portion.left -= 1;
          return { portion, isRefused: false };
        }
        if (portion.granted === 0) return { portion, isRefused: true };
      }
      // Of many at once the first one asks; the others look again.
      if (this.#portions.get(name) === known) this.#ask(name, kind, key, facts);
    }
  }

  /** To the portion of now: the one that it came from may be used up and gone. */
  #giveBack(kind: Kind, key: string): void {
    this.#portions.get(`${kind} ${key}`)?.then(
      (portion) => {
        portion.left += 1;
      },
      () => {},
    );
  }

  /** A network may ask in vain who calls as often as it may ask without a session. */
  #limitOf(kind: Kind): number {
    if (kind === 'refused_event') return REFUSED_EVENTS;
    return this.#limits[kind === 'viewer' ? 'graphql' : kind];
  }

  #ask(name: string, kind: Kind, key: string, facts: RequestFacts): void {
    const limit = this.#limitOf(kind);
    const places = kind === 'auth' ? 1 : Math.ceil(limit / PORTIONS);
    const asked = this.#identity
      .ask<Taken>(TAKE, { kind, key, places, limit, seconds: WINDOW_SECONDS }, facts)
      .then((taken) => ({
        ...taken,
        left: taken.granted,
        until: performance.now() + taken.resetSeconds * 1_000,
      }));
    this.#portions.delete(name);
    if (this.#portions.size >= MOST_KNOWN) this.#portions.delete(this.#portions.keys().next().value!);
    this.#portions.set(name, asked);
    asked.catch(() => this.#portions.get(name) === asked && this.#portions.delete(name));
  }
}
