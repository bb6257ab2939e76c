import './federation/no-telemetry.ts';

export { localSubgraph } from './federation/local-subgraph.ts';
export { remoteSubgraph } from './federation/remote-subgraph.ts';
export { type SubgraphClient, SubgraphUnavailable } from './federation/subgraph-client.ts';
export { type GatewayOptions, type RunningGateway, startGateway } from './gateway.ts';
