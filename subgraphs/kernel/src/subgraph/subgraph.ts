import type { GraphQLSchema } from 'graphql';
import type { AgendaTask } from '../agenda/agenda.ts';
import { AgendaRunner } from '../agenda/agenda-runner.ts';
import type { Clock } from '../clock.ts';
import type { SqlMigration } from '../database/migration.ts';
import { type ReadsAsOf, SubgraphDatabase } from '../database/subgraph-database.ts';
import { databaseUrlFor, rolesOf, type SubgraphName } from '../database/subgraph-roles.ts';
import type { Bus } from '../events/bus/bus.ts';
import { type EventConsumer, startConsumer } from '../events/consumer.ts';
import { OutboxRelay } from '../events/outbox-relay.ts';
import { buildSubgraph, type SubgraphTypes } from '../graphql/build-subgraph.ts';
import type { Task } from '../jobs/task.ts';
import type { Logger } from '../logging.ts';
import { MailSender, type SubgraphMails } from '../mail/mail-sender.ts';
import type { MailTransport } from '../mail/mail-transport.ts';
import type { Passport } from '../passport/passport.ts';
import { type Keeper, runKeeper } from './keeper.ts';
import { RequestContext, type RequestFacts } from './request-context.ts';

type EntityClass = new (...parameters: never[]) => object;

/** A subgraph as a value (architecture, rule 3): everything about it, opened nowhere yet. */
export interface SubgraphDefinition extends SubgraphTypes {
  name: SubgraphName;
  entities: EntityClass[];
  migrations: readonly SqlMigration[];
  /** What its queries see; `beginning` by default. */
  readsAsOf?: ReadsAsOf;
  consumers?: readonly EventConsumer[];
  tasks?: readonly Task[];
  /** What it does at times of the product's clock. */
  agenda?: readonly AgendaTask[];
  /** What its process gathers in memory and writes now and then. */
  keepers?: readonly Keeper[];
  /** Of a subgraph that sends mails. */
  mails?: SubgraphMails;
  /** What the subgraph's use cases are configured with; they find it in the context. */
  options?: object;
}

/** What a running subgraph is given from outside. */
export interface SubgraphEnvironment {
  databaseUrl: string;
  databasePassword: string;
  pool: number;
  bus: Bus;
  clock: Clock;
  logger: Logger;
  /** Without it, mails wait in the database. */
  mailTransport?: MailTransport;
}

/** A subgraph that is open: its schema, contexts for requests, and its background work. */
export interface RunningSubgraph {
  name: SubgraphName;
  schema: GraphQLSchema;
  sdl: string;
  db: SubgraphDatabase;
  bus: Bus;
  logger: Logger;
  /** Null where it has no agenda. */
  agenda: AgendaRunner | null;
  createContext(passport: Passport, facts: RequestFacts): RequestContext;
  /** Starts what runs without a request: the outbox relay, the event consumers, the sender of mails, the agenda. */
  startBackground(): Promise<void>;
  close(): Promise<void>;
}

export async function openSubgraph(
  definition: SubgraphDefinition,
  environment: SubgraphEnvironment,
): Promise<RunningSubgraph> {
  const { name } = definition;
  const { bus, clock } = environment;
  const logger = environment.logger.child({ subgraph: name });
  const roles = rolesOf(name);
  const urlFor = (role: string) => databaseUrlFor(environment.databaseUrl, role, environment.databasePassword);
  const { schema, sdl } = buildSubgraph(definition);
  const db = await SubgraphDatabase.open({
    url: urlFor(roles.app),
    schema: name,
    entities: definition.entities,
    pool: environment.pool,
    clock,
    mailSeal: definition.mails?.seal,
    readsAsOf: definition.readsAsOf,
  });
  const relay = new OutboxRelay({ url: urlFor(roles.relay), subgraph: name, bus, logger });
  db.onEvents(() => relay.wake());
  const sender =
    definition.mails &&
    environment.mailTransport &&
    new MailSender({
      url: urlFor(roles.mailer),
      subgraph: name,
      mails: definition.mails,
      transport: environment.mailTransport,
      clock,
      logger,
      afterEvents: () => relay.wake(),
    });
  if (sender) db.onMails(() => sender.wake());
  const agenda = definition.agenda ? new AgendaRunner({ db, clock, logger, tasks: definition.agenda }) : null;
  const keepers = (definition.keepers ?? []).map((keeper) => runKeeper(keeper, db, logger));
  const consumers: { stop(): Promise<void> }[] = [];
  let isStarted = false;
  return {
    name,
    schema,
    sdl,
    db,
    bus,
    logger,
    agenda,
    createContext: (passport, facts) =>
      new SubgraphContext({ passport, facts, db, clock, logger, bus, options: definition.options }),
    async startBackground() {
      isStarted = true;
      relay.start();
      sender?.start();
      agenda?.start();
      for (const consumer of definition.consumers ?? []) consumers.push(await startConsumer(db, bus, consumer));
    },
    async close() {
      await agenda?.stop();
      for (const consumer of consumers) await consumer.stop();
      if (isStarted) await sender?.stop();
      if (isStarted) await relay.stop();
      for (const keeper of keepers) await keeper.stop();
      await db.close();
    },
  };
}

/** A request's context with the bus, for subscriptions. */
export class SubgraphContext extends RequestContext {
  readonly bus: Bus;

  constructor(options: ConstructorParameters<typeof RequestContext>[0] & { bus: Bus }) {
    super(options);
    this.bus = options.bus;
  }
}
