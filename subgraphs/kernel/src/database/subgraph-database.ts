import 'reflect-metadata';
import type { EntityManager } from '@mikro-orm/postgresql';
import { IsolationLevel, MikroORM, type TransactionOptions } from '@mikro-orm/postgresql';
import type { Clock } from '../clock.ts';
import type { NewEvent } from '../events/event.ts';
import { recordEvents } from '../events/record-events.ts';
import { uuidv7 } from '../ids.ts';
import type { NewMail } from '../mail/mail.ts';
import type { MailSeal } from '../mail/seal-values.ts';
import { Turnstile } from '../turnstile.ts';
import { OrderlyClient } from './orderly-client.ts';
import type { SubgraphName } from './subgraph-roles.ts';

/** Whose rows a unit of work may touch. Without `orgId` row-level security shows no tenant's rows. All ids are UUIDs. */
export interface Scope {
  orgId?: string;
  userId?: string;
  /** Set for guests: the host's projects they were let into. */
  projectIds?: readonly string[];
  /** SHA-256 (hex) of a token that was presented: shows the one row that it opens, whatever the tenant. */
  tokenHash?: string;
  requestId?: string;
}

/**
 * What the statements of a query see. `beginning`: all of them what was committed when it began, so that what changes together is seen together.
 * `statement`: each what was committed before it; for answers with a cursor, which is taken before the rows: a change in between must be in them.
 */
export type ReadsAsOf = 'beginning' | 'statement';
const ISOLATION = { beginning: IsolationLevel.REPEATABLE_READ, statement: IsolationLevel.READ_COMMITTED } as const;

type EntityClass = new (...parameters: never[]) => object;

/** Codes of PostgreSQL after which the same transaction may simply be tried again: serialization failure, deadlock. */
const RETRYABLE = new Set(['40001', '40P01']);
const ATTEMPTS = 3;

/** One transaction of a use case: the entity manager, plain SQL, the events that announce what changed, and the mails that tell people. */
export class Transaction {
  readonly em: EntityManager;
  readonly now: Date;
  readonly schema: string;
  readonly #requestId: string | null;
  readonly #mailSeal: MailSeal | null;
  readonly #home: Scope;
  #orgId: string;
  #hasEvents = false;
  #hasMails = false;

  constructor(em: EntityManager, schema: string, now: Date, scope: Scope, mailSeal: MailSeal | null) {
    this.em = em;
    this.#mailSeal = mailSeal;
    this.schema = schema;
    this.now = now;
    this.#requestId = scope.requestId ?? null;
    this.#home = scope;
    this.#orgId = scope.orgId ?? '';
  }

  get hasEvents(): boolean {
    return this.#hasEvents;
  }

  get hasMails(): boolean {
    return this.#hasMails;
  }

  get requestId(): string | null {
    return this.#requestId;
  }

  /** Runs SQL with `?` placeholders and returns the rows. */
  async query<Row extends object>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return this.em.execute(sql, [...parameters], 'all') as Promise<unknown> as Promise<Row[]>;
  }

  /**
   * Does a part of the transaction in the scope of another tenant, such as an event of the Platform's own. A guest's projects are the
   * host's: they narrow nothing there, and narrow again on the way back.
   */
  async within<Result>(orgId: string, work: () => Promise<Result>): Promise<Result> {
    const outer = this.#orgId;
    await this.em.flush();
    await this.#enter(orgId);
    const result = await work();
    await this.em.flush();
    await this.#enter(outer);
    return result;
  }

  /** Shows, for the rest of the transaction, what belongs to a person across tenants. */
  async identify(userId: string): Promise<void> {
    await this.query(`select set_config('app.user_id', ?, true)`, [userId]);
  }

  async #enter(orgId: string): Promise<void> {
    const { 'app.project_ids': projects } = variablesOf(orgId === (this.#home.orgId ?? '') ? this.#home : {});
    await this.query(`select set_config('app.org_id', ?, true), set_config('app.project_ids', ?, true)`, [
      orgId,
      projects,
    ]);
    this.#orgId = orgId;
  }

  /** Writes events; they go out on the bus after the commit. */
  async emit(...events: NewEvent[]): Promise<void> {
    if (events.length === 0) return;
    this.#hasEvents = true;
    await recordEvents(
      {
        schema: this.schema,
        requestId: this.#requestId,
        now: this.now,
        execute: (sql, parameters) => this.query(sql, parameters),
      },
      events,
    );
  }

  /** Writes a mail; it goes out after the commit, and not at all without one (GRO-10). Resolves with its UUID. */
  async mail(mail: NewMail): Promise<string> {
    if (!this.#mailSeal) throw new Error(`The subgraph ${this.schema} sends no mails`);
    const id = uuidv7(this.now.getTime());
    const sealed = this.#mailSeal.seal(id, mail.values);
    const write = () =>
      this.query(
        `insert into ${this.schema}.mail (org_id, id, about, template, locale, recipient, user_id, is_recipient_private, sealed, next_attempt_at, created_at)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        [
          mail.orgId,
          id,
          mail.about ?? null,
          mail.template,
          mail.locale,
          mail.to,
          mail.userId ?? null,
          mail.isRecipientPrivate ?? false,
          sealed,
          this.now,
          this.now,
        ],
      );
    await (mail.orgId === this.#orgId ? write() : this.within(mail.orgId, write));
    this.#hasMails = true;
    return id;
  }

  /** Says that a statement of the use case has written events itself (with `EVENT_COLUMNS`). */
  eventsWereWritten(): void {
    this.#hasEvents = true;
  }
}

interface DatabaseOptions {
  url: string;
  schema: SubgraphName;
  entities: EntityClass[];
  pool: number;
  clock: Clock;
  /** Of a subgraph that sends mails. */
  mailSeal?: MailSeal;
  /** `beginning` by default. */
  readsAsOf?: ReadsAsOf;
}

/** A subgraph's access to its own schema, as its restricted role. */
export class SubgraphDatabase {
  readonly orm: MikroORM;
  readonly schema: SubgraphName;
  readonly #clock: Clock;
  readonly #mailSeal: MailSeal | null;
  readonly #readsAsOf: ReadsAsOf;
  /**
   * Whoever holds a connection for a whole transaction may need a second one for a moment, to read in another scope. Were all of the pool
   * held so, everybody would wait for everybody: some connections are kept for those moments.
   */
  readonly #holders: Turnstile;
  #afterEvents: () => void = () => {};
  #afterMails: () => void = () => {};

  private constructor(orm: MikroORM, { schema, clock, pool, mailSeal, readsAsOf }: DatabaseOptions) {
    this.orm = orm;
    this.#mailSeal = mailSeal ?? null;
    this.#readsAsOf = readsAsOf ?? 'beginning';
    this.schema = schema;
    this.#clock = clock;
    this.#holders = new Turnstile(pool - Math.ceil(pool / 4));
  }

  static async open(options: DatabaseOptions): Promise<SubgraphDatabase> {
    const orm = await MikroORM.init({
      clientUrl: options.url,
      entities: options.entities,
      schema: options.schema,
      pool: { min: 1, max: options.pool },
      driverOptions: { application_name: `offplan ${options.schema}`, Client: OrderlyClient },
      discovery: { warnWhenNoEntities: false, checkDuplicateTableNames: false },
      forceUtcTimezone: true,
    });
    return new SubgraphDatabase(orm, options);
  }

  /** Called after each commit that wrote events, to wake the relay. */
  onEvents(wake: () => void): void {
    this.#afterEvents = wake;
  }

  /** Called after each commit that wrote mails, to wake the sender. */
  onMails(wake: () => void): void {
    this.#afterMails = wake;
  }

  /** An entity manager for reading within a scope. Each use of it outside a transaction is a short transaction of its own. */
  reader(scope: Scope): EntityManager {
    const em = this.orm.em.fork();
    em.setSessionContext({ variables: variablesOf(scope) });
    return em;
  }

  /** Reads in one transaction within a scope: one connection, and nothing can be written. Must not be called while holding another. */
  reading<Result>(scope: Scope, work: (em: EntityManager) => Promise<Result>): Promise<Result> {
    return this.#hold(scope, work, { isolationLevel: ISOLATION[this.#readsAsOf], readOnly: true });
  }

  /** One transaction within a scope. Rolled back when `work` throws; repeated when PostgreSQL asks for it. Must not be called while holding another. */
  async transaction<Result>(scope: Scope, work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt += 1) {
      let hadEvents = false;
      let hadMails = false;
      try {
        const result = await this.#hold(scope, async (em) => {
          const tx = new Transaction(em, this.schema, this.#clock.now(), scope, this.#mailSeal);
          const value = await work(tx);
          await em.flush();
          hadEvents = tx.hasEvents;
          hadMails = tx.hasMails;
          return value;
        });
        if (hadEvents) this.#afterEvents();
        if (hadMails) this.#afterMails();
        return result;
      } catch (fault) {
        if (attempt >= ATTEMPTS || !RETRYABLE.has(String((fault as { code?: unknown }).code))) throw fault;
      }
    }
  }

  #hold<Result>(
    scope: Scope,
    work: (em: EntityManager) => Promise<Result>,
    options: TransactionOptions = {},
  ): Promise<Result> {
    return this.#holders.pass(() => this.reader(scope).transactional((em) => work(em as EntityManager), options));
  }

  async close(): Promise<void> {
    await this.orm.close();
  }
}

function variablesOf(scope: Scope) {
  return {
    'app.org_id': scope.orgId ?? '',
    'app.user_id': scope.userId ?? '',
    'app.project_ids': scope.projectIds ? `{${scope.projectIds.join(',')}}` : '',
    'app.token_hash': scope.tokenHash ?? '',
  };
}
