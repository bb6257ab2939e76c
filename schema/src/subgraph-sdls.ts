import { createBilling } from '@offplan/billing';
import { growth } from '@offplan/growth';
import { identitySchema } from '@offplan/identity';
import { inventory } from '@offplan/inventory';
import { buildSubgraph } from '@offplan/kernel/graphql/build-subgraph';

/** The SDL of each subgraph, from its classes. */
export function subgraphSdls(): Record<string, string> {
  const types = { identity: identitySchema, inventory, billing: createBilling(), growth };
  return Object.fromEntries(Object.entries(types).map(([name, subgraph]) => [name, buildSubgraph(subgraph).sdl]));
}
