import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';

/** Composes the supergraph. Throws with every fault. The addresses in it stand for names: the gateway brings its own. */
export function compose(sdls: Record<string, string>): string {
  const result = composeServices(
    Object.entries(sdls).map(([name, sdl]) => ({ name, url: `offplan:${name}`, typeDefs: parse(sdl) })),
  );
  if (result.errors?.length)
    throw new Error(
      `The subgraphs do not compose:\n${result.errors.map((error) => `  - ${error.message}`).join('\n')}`,
    );
  return result.supergraphSdl!;
}
