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

const WINDOW_SECONDS = 60;
/** How many portions a caller's GraphQL requests are counted in: one question at the shared storage for each. */
const PORTIONS = 50;
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
 * is counted one by one; of GraphQL a gateway takes a portion at once, so that an ordinary request asks nobody.
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
   * Takes a place and says in headers how many are left. Resolves with null, or with the seconds that the caller has to wait, which the
   * headers say as well.
   */
  async take(
    kind: keyof RequestLimits,
    key: string,
    facts: RequestFacts,
    response: Pick<ServerResponse, 'setHeader'>,
  ): Promise<number | null> {
    const { portion, isRefused } = await this.#use(kind, key, facts);
    const seconds = Math.max(1, Math.ceil((portion.until - performance.now()) / 1_000));
    response.setHeader('ratelimit-policy', `"${kind}";q=${this.#limits[kind]};w=${WINDOW_SECONDS}`);
    response.setHeader('ratelimit', `"${kind}";r=${portion.left + portion.remaining};t=${seconds}`);
    if (!isRefused) return null;
    response.setHeader('retry-after', String(seconds));
    return seconds;
  }

  /** Uses up a place of the caller's portion, or finds the refusal of its window. */
  async #use(
    kind: keyof RequestLimits,
    key: string,
    facts: RequestFacts,
  ): Promise<{ portion: Portion; isRefused: boolean }> {
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

  #ask(name: string, kind: keyof RequestLimits, key: string, facts: RequestFacts): void {
    const limit = this.#limits[kind];
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
