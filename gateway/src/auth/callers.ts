import type { ServerResponse } from 'node:http';
import { addressKey } from '@offplan/kernel/address-key';
import type { Passport } from '@offplan/kernel/passport/passport';
import type { RequestFacts } from '@offplan/kernel/subgraph/request-context';
import type { RequestThrottle } from '../protection/request-throttle.ts';
import type { Place } from './identity-service.ts';
import type { Viewer, Viewers } from './viewers.ts';

/** Somebody who may go on, or the seconds to wait. */
export type Admitted = { viewer: Viewer; wait: null } | { viewer: null; wait: number };

/** The person at the other end, whoever's eyes it looks with. */
export function personOf({ viewedBy, user }: Passport): string | undefined {
  return viewedBy?.id ?? user?.id;
}

/**
 * Says who calls, within the limits of requests (GW-37). Asking identity who a session belongs to costs more than most requests, so its
 * network has a place for that first; it comes back once somebody who is signed in is let in. What stays taken is what made-up
 * sessions, and people past their own limit, have cost.
 */
export class Callers {
  readonly #viewers: Viewers;
  readonly #throttle: RequestThrottle;

  constructor(viewers: Viewers, throttle: RequestThrottle) {
    this.#viewers = viewers;
    this.#throttle = throttle;
  }

  /** Lets a caller in, or tells how long to wait; where there is a response its headers tell as well. */
  async admit(
    sessionToken: string | null,
    place: Place,
    facts: RequestFacts,
    response?: Pick<ServerResponse, 'setHeader'>,
  ): Promise<Admitted> {
    const network = addressKey(facts.address);
    const question =
      sessionToken && !this.#viewers.remembers(sessionToken, place)
        ? await this.#throttle.take('viewer', network, facts, response)
        : null;
    if (question && question.wait !== null) return { viewer: null, wait: question.wait };
    const viewer = await this.#viewers.resolve(sessionToken, place, facts);
    const person = personOf(viewer.passport);
    const { wait } = await this.#throttle.take('graphql', person ?? network, facts, response);
    if (wait !== null) return { viewer: null, wait };
    if (person) question?.giveBack();
    return { viewer, wait: null };
  }
}
