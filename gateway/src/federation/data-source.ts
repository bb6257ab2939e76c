import type { GraphQLDataSource, GraphQLDataSourceProcessOptions } from '@apollo/gateway';
import type { GatewayContext } from './gateway-context.ts';
import type { SubgraphClient } from './subgraph-client.ts';

type Answer = Awaited<ReturnType<GraphQLDataSource['process']>>;

/** How @apollo/gateway reaches a subgraph: through our client, with the viewer's passport. */
export function dataSource(client: SubgraphClient): GraphQLDataSource {
  return {
    async process({ request, context }: GraphQLDataSourceProcessOptions): Promise<Answer> {
      const { credentials } = context as unknown as GatewayContext;
      return (await client.execute(
        { query: request.query!, operationName: request.operationName, variables: request.variables },
        credentials,
      )) as Answer;
    },
  };
}
