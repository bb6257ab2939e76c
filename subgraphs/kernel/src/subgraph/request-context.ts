import type { EntityManager } from '@mikro-orm/postgresql';
import DataLoader from 'dataloader';
import type { Clock } from '../clock.ts';
import type { Scope, SubgraphDatabase, Transaction } from '../database/subgraph-database.ts';
import type { Actor } from '../events/event.ts';
import { fault } from '../graphql/errors.ts';
import type { Logger } from '../logging.ts';
import type { Passport } from '../passport/passport.ts';
import { type Action, type Decision, decide, type Standing, WHILE_PAUSED } from '../permissions/matrix.ts';

/** What came with a request beside the passport. */
export interface RequestFacts {
  requestId: string;
  /** The caller's address as the gateway saw it, for rate limits and the audit log. */
  address: string | null;
  userAgent: string | null;
}

/** What a request may use of its subgraph. Use cases take it as their first argument. */
export class RequestContext {
  readonly passport: Passport;
  readonly facts: RequestFacts;
  readonly db: SubgraphDatabase;
  readonly clock: Clock;
  readonly logger: Logger;
  /** What the subgraph was configured with. */
  readonly options: object;
  readonly #loaders = new Map<unknown, DataLoader<unknown, unknown>>();
  #reader: EntityManager | null = null;

  constructor(options: {
    passport: Passport;
    facts: RequestFacts;
    db: SubgraphDatabase;
    clock: Clock;
    logger: Logger;
    options?: object;
  }) {
    this.passport = options.passport;
    this.facts = options.facts;
    this.db = options.db;
    this.clock = options.clock;
    this.logger = options.logger;
    this.options = options.options ?? {};
  }

  /** The tenant of the request. Throws FORBIDDEN where the request names no workspace that the viewer may enter. */
  get orgId(): string {
    const organisation = this.passport.organisation;
    if (!organisation) throw fault('FORBIDDEN', 'This workspace does not exist or is not yours');
    return organisation.id;
  }

  /** The person who asks. Throws where there is none: also for shared live updates, which must not depend on a person (GW-31). */
  get person(): { id: string; name: string } {
    const user = this.passport.user;
    if (!user) throw fault('UNAUTHENTICATED', 'Sign in first');
    return user;
  }

  get personId(): string | null {
    return this.passport.user?.id ?? null;
  }

  get actor(): Actor {
    return this.passport.user ? { kind: 'user', id: this.passport.user.id } : { kind: 'system' };
  }

  /** The rows that the request may touch. */
  get scope(): Scope {
    const { organisation, guest } = this.passport;
    return {
      orgId: organisation?.id,
      userId: this.passport.user?.id,
      projectIds: guest?.grants.map((grant) => grant.projectId),
      requestId: this.facts.requestId,
    };
  }

  /** For reading. Inside a query all reads share one transaction, see `reading`. */
  get em(): EntityManager {
    this.#reader ??= this.db.reader(this.scope);
    return this.#reader;
  }

  /** Runs a whole read operation in one transaction that can write nothing: one connection, the tenant set once. */
  async reading<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.db.reading(this.scope, async (em) => {
      this.#reader = em;
      try {
        return await work();
      } finally {
        this.#reader = null;
      }
    });
  }

  /** One transaction of a use case. What was read before is forgotten, so that the answer shows what was written. */
  async transaction<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    const result = await this.db.transaction(this.scope, work);
    this.forget();
    return result;
  }

  /** Forgets what loaders and the reader remember. */
  forget(): void {
    this.#reader = null;
    this.#loaders.clear();
  }

  /** The request's loader for a key: calls of one tick become one query. `load` answers in the order of its keys. */
  loader<Key, Value>(
    key: unknown,
    load: (keys: readonly Key[]) => Promise<readonly (Value | Error)[]>,
  ): DataLoader<Key, Value> {
    let loader = this.#loaders.get(key);
    if (!loader) {
      loader = new DataLoader<Key, Value>(load) as unknown as DataLoader<unknown, unknown>;
      this.#loaders.set(key, loader);
    }
    return loader as unknown as DataLoader<Key, Value>;
  }

  /** The viewer's standing, in a project where the question concerns one: a guest has the capabilities of its grant there. */
  standing(projectId?: string): Standing | null {
    const { guest, role, organisation } = this.passport;
    if (!organisation) return null;
    if (guest) {
      const capabilities = guest.grants
        .filter((grant) => !projectId || grant.projectId === projectId)
        .flatMap((grant) => grant.capabilities);
      return guest.role ? { capabilities, guestRole: guest.role } : { capabilities };
    }
    return role ? { role } : null;
  }

  /** Asks the permission matrix (ID-31). `no` for whoever has no standing. */
  decide(action: Action, projectId?: string): Decision {
    const { pausedRole } = this.passport;
    if (pausedRole) return WHILE_PAUSED.has(action) ? decide({ role: pausedRole }, action) : 'no';
    const standing = this.standing(projectId);
    return standing ? decide(standing, action) : 'no';
  }

  may(action: Action, projectId?: string): boolean {
    return this.decide(action, projectId) === 'all';
  }

  get isGuest(): boolean {
    return this.passport.guest !== undefined;
  }
}
