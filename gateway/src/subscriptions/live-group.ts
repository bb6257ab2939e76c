import type { Logger } from '@offplan/kernel/logging';
import type { ExecutionResult } from 'graphql';
import { publicError } from '../federation/errors.ts';
import type { Credentials, SubgraphClient } from '../federation/subgraph-client.ts';
import type { LivePlan } from './live-plans.ts';

/** One subscription of one socket. */
export interface LiveMember {
  /** Takes a result that is JSON already: one text for all members. */
  deliver(json: string): void;
  /** The feed has ended in order, or with errors. */
  complete(errors?: ExecutionResult['errors']): void;
  /** The feed was lost: the client shall connect again and resume. */
  lost(): void;
}

/**
 * All members who watch the same thing with the same rights: one upstream subscription, and one completion for each event (GW-31).
 * `cursor` is how far the group has delivered; null until known.
 */
export class LiveGroup {
  readonly members = new Set<LiveMember>();
  cursor: number | null;
  readonly #options: LiveGroupOptions;
  #isEnded = false;

  constructor(options: LiveGroupOptions) {
    this.#options = options;
    this.cursor = options.startsAfter;
    void this.#run();
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  leave(member: LiveMember): void {
    if (this.members.delete(member) && this.members.size === 0) this.end();
  }

  /** Ends the upstream; whoever is still a member has been moved or told. */
  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#options.onEnd(this);
    void this.#stop?.();
  }

  #stop: (() => Promise<unknown>) | null = null;

  async #run(): Promise<void> {
    const { plan, client, variables, credentials, logger } = this.#options;
    try {
      const upstream = client.subscribe(plan.upstream(variables), await credentials());
      this.#stop = async () => upstream.return?.();
      if (this.#isEnded) {
        await this.#stop();
        return;
      }
      for await (const event of upstream) {
        if (this.#isEnded) return;
        if (!event.data && event.errors) {
          this.#finish((member) => member.complete(this.#cleaned(event).errors));
          return;
        }
        await this.#deliver(event);
      }
      this.#finish((member) => member.complete());
    } catch (fault) {
      if (this.#isEnded) return;
      logger.warn({ fault: String(fault) }, 'A live feed was lost');
      this.#finish((member) => member.lost());
    }
  }

  async #deliver(event: ExecutionResult): Promise<void> {
    const { plan, variables, credentials } = this.#options;
    const result = this.#cleaned(await plan.complete(event, variables, { credentials: await credentials() }));
    const json = JSON.stringify(result);
    for (const member of this.members) member.deliver(json);
    const payload = (result.data as Record<string, { cursor?: unknown } | null> | null | undefined)?.[
      plan.operation.rootField
    ];
    if (typeof payload?.cursor === 'string') this.cursor = Number(payload.cursor);
    this.#options.onDelivered(this);
  }

  #cleaned(result: ExecutionResult): ExecutionResult {
    if (!result.errors?.length) return { data: result.data };
    const errors = result.errors.map((error) =>
      publicError(
        typeof error.toJSON === 'function' ? error.toJSON() : error,
        this.#options.requestId,
        this.#options.logger,
      ),
    );
    return { data: result.data, errors: errors as never };
  }

  #finish(tell: (member: LiveMember) => void): void {
    const members = [...this.members];
    this.members.clear();
    this.end();
    for (const member of members) tell(member);
  }
}

export interface LiveGroupOptions {
  plan: LivePlan;
  client: SubgraphClient;
  variables: Record<string, unknown>;
  /** A passport that is valid now; asked for anew with each event. */
  credentials: () => Promise<Credentials>;
  startsAfter: number | null;
  requestId: string;
  logger: Logger;
  onDelivered(group: LiveGroup): void;
  onEnd(group: LiveGroup): void;
}
