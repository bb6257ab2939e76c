import { systemClock } from '@offplan/kernel/clock';
import type { SubgraphName } from '@offplan/kernel/database/subgraph-roles';
import { openSubgraph, type RunningSubgraph, type SubgraphDefinition } from '@offplan/kernel/subgraph/subgraph';
import { openConfiguredBus, processEnvironment } from './environment.ts';
import { secretsOf, subgraphDefinitions } from './subgraphs.ts';

/** Does an Operator's work in one subgraph of a production-like installation, beside the processes that serve it. */
export async function withSubgraph(
  name: SubgraphName,
  work: (subgraph: RunningSubgraph, definition: SubgraphDefinition) => Promise<void>,
): Promise<void> {
  const environment = processEnvironment();
  const { settings, databaseUrl, databasePassword, logger } = environment;
  const definition = subgraphDefinitions(settings, `https://app.${settings.OFFPLAN_HOST}`, secretsOf(settings)).find(
    (one) => one.name === name,
  )!;
  const bus = await openConfiguredBus(environment);
  const subgraph = await openSubgraph(definition, {
    databaseUrl,
    databasePassword,
    pool: 2,
    bus,
    clock: systemClock,
    logger,
  });
  try {
    await work(subgraph, definition);
  } finally {
    await subgraph.close();
    await bus.close();
  }
}
