import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';

/** Composes the supergraph. Throws with every fault. The addresses in it stand for names: the gateway brings its own. */
export function compose(sdls: Record<string, string>): string {
  const result = composeServices(
    Object.entries(sdls).map(([name, sdl]) => ({ name, url: `offplan:${name}`, typeDefs: parse(withoutOneOf(sdl)) })),
  );
  if (result.errors?.length)
    throw new Error(
      `The subgraphs do not compose:\n${result.errors.map((error) => `  - ${error.message}`).join('\n')}`,
    );
  return result.supergraphSdl!;
}

/**
 * The composition library does not know `@oneOf`. The subgraphs keep it and enforce it; the variants get it back by `oneOfInputs`.
 */
function withoutOneOf(sdl: string): string {
  return sdl.replaceAll(' @oneOf', '');
}

/** The input types of which exactly one field is given. */
export function oneOfInputs(sdls: Record<string, string>): Set<string> {
  return new Set(
    Object.values(sdls).flatMap((sdl) => [...sdl.matchAll(/^input (\w+)[^{\n]* @oneOf/gm)].map((match) => match[1]!)),
  );
}
