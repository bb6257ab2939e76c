import type { Credentials } from './subgraph-client.ts';

/** What every execution in the gateway carries. */
export interface GatewayContext {
  credentials: Credentials;
}
