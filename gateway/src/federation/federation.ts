import './no-telemetry.ts';
import { ApolloGateway, type GraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import type { Logger } from '@offplan/kernel/logging';
import { dataSource } from './data-source.ts';
import { publicError } from './errors.ts';
import type { GatewayContext } from './gateway-context.ts';
import type { SubgraphClient } from './subgraph-client.ts';

/** The federated schema, executable: queries and mutations by Apollo Server, and the same parts for live updates. */
export interface Federation {
  server: ApolloServer<GatewayContext>;
  dataSources: Record<string, GraphQLDataSource>;
  stop(): Promise<void>;
}

/** Starts @apollo/gateway on a composed supergraph. Introspection and batching are off; the front checks limits before a document comes here. */
export async function startFederation(options: {
  supergraphSdl: string;
  clients: Record<string, SubgraphClient>;
  logger: Logger;
}): Promise<Federation> {
  const { clients, logger } = options;
  const dataSources: Record<string, GraphQLDataSource> = {};
  const gateway = new ApolloGateway({
    supergraphSdl: options.supergraphSdl,
    logger: quiet(logger),
    buildService: ({ name }) => {
      const client = clients[name];
      if (!client) throw new Error(`No address for the subgraph ${name}`);
      const source = dataSource(client);
      dataSources[name] = source;
      return source;
    },
  });
  const server = new ApolloServer<GatewayContext>({
    gateway,
    introspection: false,
    includeStacktraceInErrorResponses: false,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    hideSchemaDetailsFromClientErrors: true,
    stopOnTerminationSignals: false,
    logger: quiet(logger),
    plugins: [
      {
        async serverWillStart() {
          return {
            async renderLandingPage() {
              return { html: '' };
            },
          };
        },
      },
      hideInternals(logger),
    ],
  });
  await server.start();
  return { server, dataSources, stop: () => server.stop() };
}

/** Rewrites every error on its way out. */
function hideInternals(logger: Logger) {
  return {
    async requestDidStart() {
      return {
        async willSendResponse({
          response,
          contextValue,
        }: {
          response: { body: unknown };
          contextValue: GatewayContext;
        }) {
          const body = response.body as {
            kind: string;
            singleResult?: { errors?: readonly import('graphql').GraphQLFormattedError[] };
          };
          if (!body.singleResult?.errors) return;
          body.singleResult.errors = body.singleResult.errors.map((error) =>
            publicError(error, contextValue.credentials?.facts.requestId ?? 'none', logger),
          );
        },
      };
    },
  };
}

/** Apollo's chatter goes to the debug log. */
function quiet(logger: Logger) {
  const say = (message?: unknown) => logger.debug({}, String(message));
  return {
    debug: say,
    info: say,
    warn: (message?: unknown) => logger.warn({}, String(message)),
    error: (message?: unknown) => logger.debug({}, String(message)),
  };
}
