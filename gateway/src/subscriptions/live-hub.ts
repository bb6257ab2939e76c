import { randomUUID } from 'node:crypto';
import type { Logger } from '@offplan/kernel/logging';
import type { Passport } from '@offplan/kernel/passport/passport';
import type { SubgraphClient } from '../federation/subgraph-client.ts';
import { LiveGroup, type LiveMember } from './live-group.ts';
import type { LivePlan } from './live-plans.ts';

interface Watch {
  plan: LivePlan;
  variables: Record<string, unknown>;
  passport: Passport;
}

/**
 * Brings subscribers together (GW-31). Members with the same operation, variables and rights share a group. Whoever resumes from an older
 * cursor is in a group of its own (with all who resume from the same one) until that has caught up, and is then moved.
 */
export class LiveHub {
  readonly #groups = new Set<LiveGroup>();
  /** By what they watch: the group that whoever starts now joins. */
  readonly #main = new Map<string, LiveGroup>();
  /** By what they watch and where they resumed: the newest group that catches up from there. */
  readonly #catchingUp = new Map<string, LiveGroup>();
  readonly #clients: Record<string, SubgraphClient>;
  readonly #sign: (passport: Passport) => Promise<string>;
  readonly #logger: Logger;
  /** Of a group that is catching up: the key of the group that it will join. */
  readonly #joins = new Map<LiveGroup, string>();
  readonly #groupOf = new Map<LiveMember, LiveGroup>();

  constructor(options: {
    clients: Record<string, SubgraphClient>;
    sign: (passport: Passport) => Promise<string>;
    logger: Logger;
  }) {
    this.#clients = options.clients;
    this.#sign = options.sign;
    this.#logger = options.logger;
  }

  /** How many upstream subscriptions are open. */
  get upstreams(): number {
    return this.#groups.size;
  }

  /** How many subscriptions are open. */
  get members(): number {
    return this.#groupOf.size;
  }

  join(watch: Watch, member: LiveMember): void {
    const { after, watched } = watch.plan.operation.read(watch.variables);
    const key = `${watch.plan.hash} ${JSON.stringify(watched)} ${rightsOf(watch.passport, watch.plan.isPersonal)}`;
    const cursor = typeof after === 'string' && /^\d{1,15}$/.test(after) ? Number(after) : null;
    const group = this.#find(key, after, cursor) ?? this.#open(key, watch, after, cursor);
    group.members.add(member);
    this.#groupOf.set(member, group);
  }

  leave(member: LiveMember): void {
    const group = this.#groupOf.get(member);
    this.#groupOf.delete(member);
    group?.leave(member);
  }

  /** The group to join: that of all, when it has not passed the cursor; else one that catches up and still stands at the cursor. */
  #find(key: string, after: unknown, cursor: number | null): LiveGroup | undefined {
    const main = this.#main.get(key);
    if (main && (after === null || (cursor !== null && main.cursor !== null && cursor >= main.cursor))) return main;
    const group = after === null ? undefined : this.#catchingUp.get(`${key} ${after}`);
    // One that has delivered more would leave this member without what lies in between.
    return group?.cursor === cursor ? group : undefined;
  }

  #open(key: string, watch: Watch, after: unknown, cursor: number | null): LiveGroup {
    const isMain = !this.#main.has(key);
    const groups = isMain ? this.#main : this.#catchingUp;
    const groupKey = isMain ? key : `${key} ${after}`;
    const passport: Passport = watch.plan.isPersonal
      ? watch.passport
      : {
          kind: 'shared',
          organisation: watch.passport.organisation,
          role: watch.passport.role,
          guest: watch.passport.guest,
          beyondPlan: watch.passport.beyondPlan,
        };
    const requestId = randomUUID();
    const group = new LiveGroup({
      plan: watch.plan,
      client: this.#clients[watch.plan.serviceName]!,
      variables: watch.variables,
      credentials: async () => ({
        passport: await this.#sign(passport),
        facts: { requestId, address: null, userAgent: null },
      }),
      startsAfter: cursor,
      requestId,
      logger: this.#logger,
      onDelivered: (delivered) => this.#mergeIfCaughtUp(delivered),
      onEnd: (ended) => {
        this.#groups.delete(ended);
        if (groups.get(groupKey) === ended) groups.delete(groupKey);
        this.#joins.delete(ended);
      },
    });
    this.#groups.add(group);
    groups.set(groupKey, group);
    if (!isMain) this.#joins.set(group, key);
    return group;
  }

  /** Both deliver everything after their cursors, so a member of the one that is not behind loses nothing by moving. */
  #mergeIfCaughtUp(group: LiveGroup): void {
    const key = this.#joins.get(group);
    const main = key ? this.#main.get(key) : undefined;
    if (!main || main.cursor === null || group.cursor === null || group.cursor < main.cursor) return;
    for (const member of group.members) {
      main.members.add(member);
      this.#groupOf.set(member, main);
    }
    group.members.clear();
    group.end();
  }
}

/** What decides the answers beside operation and variables: the workspace and the rights in it; the person only where it matters. */
function rightsOf({ organisation, role, guest, user, beyondPlan }: Passport, isPersonal: boolean): string {
  const grants = guest?.grants.map((grant) => `${grant.projectId}:${[...grant.capabilities].sort().join('+')}`).sort();
  return JSON.stringify([
    organisation?.id,
    role,
    guest?.organisationId,
    guest?.role,
    grants,
    beyondPlan ?? null,
    isPersonal ? user?.id : null,
  ]);
}
