import {
  type GatewayOptions,
  localSubgraph,
  type RunningGateway,
  remoteSubgraph,
  startGateway,
} from '@offplan/gateway';
import type { Clock } from '@offplan/kernel/clock';
import { databaseUrlFor } from '@offplan/kernel/database/subgraph-roles';
import type { Bus } from '@offplan/kernel/events/bus/bus';
import { NatsBus } from '@offplan/kernel/events/bus/nats/nats-bus';
import { BUS_ROLE } from '@offplan/kernel/events/bus/postgres/migrate-bus';
import { PostgresBus } from '@offplan/kernel/events/bus/postgres/postgres-bus';
import { startJobs } from '@offplan/kernel/jobs/job-queue';
import type { Logger } from '@offplan/kernel/logging';
import { SmtpTransport } from '@offplan/kernel/mail/smtp-transport';
import type { PassportKeys } from '@offplan/kernel/passport/passport-keys';
import { signPassport } from '@offplan/kernel/passport/sign-passport';
import { passportVerifier } from '@offplan/kernel/passport/verify-passport';
import { serveSubgraph } from '@offplan/kernel/subgraph/serve-subgraph';
import { openSubgraph, type RunningSubgraph, type SubgraphDefinition } from '@offplan/kernel/subgraph/subgraph';

export interface SystemOptions {
  /** Of a prepared database (`migrateAll`); the services use their own roles in it. */
  databaseUrl: string;
  databasePassword: string;
  pool: number;
  definitions: readonly SubgraphDefinition[];
  keys: PassportKeys;
  clock: Clock;
  logger: Logger;
  /** Where mails go, and from whom they come. Without it they wait in the database. */
  mail?: { smtpUrl: string; from: string };
  /** NATS server; without it the bus is PostgreSQL. */
  natsUrl?: string;
  /** `http` puts each subgraph behind its own port and lets the gateway call it there, as in production. */
  transport: 'in-process' | 'http';
  gateway: Pick<
    GatewayOptions,
    | 'host'
    | 'bind'
    | 'port'
    | 'supergraphSdl'
    | 'trustedDocuments'
    | 'allowsAnyDocument'
    | 'adminApp'
    | 'sessionSeconds'
    | 'trustedProxies'
    | 'requestLimits'
    | 'isSecure'
    | 'socketLimits'
    | 'botCheckOrigin'
  >;
}

export interface RunningSystem {
  gateway: RunningGateway;
  bus: Bus;
  subgraphs: Map<string, RunningSubgraph>;
  /** Address of each subgraph's own server; empty with `in-process`. */
  subgraphUrls: Record<string, string>;
  /** Stops one subgraph's server, for trying what happens without it. Only with `http`. */
  stopServing(name: string): Promise<void>;
  close(): Promise<void>;
}

/** Starts all parts in this process, in the order in which they need each other. */
export async function startSystem(options: SystemOptions): Promise<RunningSystem> {
  const { databaseUrl, databasePassword, logger, clock, keys } = options;
  const bus = await openBus(options);
  const verify = passportVerifier(keys.publicKey);
  const mailTransport = options.mail && new SmtpTransport({ url: options.mail.smtpUrl, from: options.mail.from });
  const subgraphs = new Map<string, RunningSubgraph>();
  for (const definition of options.definitions)
    subgraphs.set(
      definition.name,
      await openSubgraph(definition, {
        databaseUrl,
        databasePassword,
        pool: options.pool,
        bus,
        clock,
        logger,
        mailTransport,
      }),
    );
  const servers = new Map<string, { url: string; close(): Promise<void> }>();
  if (options.transport === 'http')
    for (const [name, subgraph] of subgraphs)
      servers.set(name, await serveSubgraph(subgraph, { host: '127.0.0.1', port: 0, verify }));
  const clients = Object.fromEntries(
    [...subgraphs].map(([name, subgraph]) => {
      const server = servers.get(name);
      return [name, server ? remoteSubgraph(name, server.url, logger) : localSubgraph(subgraph, verify)];
    }),
  );
  for (const subgraph of subgraphs.values()) await subgraph.startBackground();
  const jobs = await startJobs({
    databaseUrl,
    databasePassword,
    clock,
    logger,
    bus,
    subgraphs: options.definitions.map((definition) => ({
      db: subgraphs.get(definition.name)!.db,
      tasks: definition.tasks ?? [],
    })),
  });
  const gateway = await startGateway({
    ...options.gateway,
    clients,
    sign: (passport) => signPassport(passport, keys.privateKey),
    bus,
    logger,
  });
  return {
    gateway,
    bus,
    subgraphs,
    subgraphUrls: Object.fromEntries([...servers].map(([name, { url }]) => [name, url])),
    async stopServing(name) {
      await servers.get(name)?.close();
      servers.delete(name);
    },
    async close() {
      await gateway.close();
      for (const server of servers.values()) await server.close();
      await jobs.stop();
      for (const subgraph of subgraphs.values()) await subgraph.close();
      await mailTransport?.close();
      await bus.close();
    },
  };
}

async function openBus({ natsUrl, databaseUrl, databasePassword, logger }: SystemOptions): Promise<Bus> {
  if (natsUrl) return NatsBus.open({ servers: natsUrl, logger });
  return new PostgresBus({ connectionString: databaseUrlFor(databaseUrl, BUS_ROLE, databasePassword), logger });
}
