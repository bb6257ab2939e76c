import type { OperationName } from '../contract/operations.ts';
import type { World } from '../machine/world.ts';
import { notEmulated } from './stripe-error.ts';

/** One request, read and checked. */
export interface Call<P> {
  world: World;
  /** Ids in the path, by the names of operations.ts. */
  ids: Record<string, string>;
  params: P;
}

export type Handler = (call: Call<never>) => object;

/** Handlers of some operations. */
export type Handlers = Partial<Record<OperationName, Handler>>;

/**
 * A handler for parameters of a type of the package (the schema made from that type has checked them), with the names of those it heeds. Any
 * other parameter is refused with 501: nothing is ignored in silence.
 */
export function handler<P extends object>(
  heeded: readonly (keyof P & string)[] | 'all',
  handle: (call: Call<P>) => object,
): Handler {
  return (call) => {
    const { params } = call as unknown as Call<P>;
    if (heeded !== 'all')
      for (const name of Object.keys(params))
        if (name !== 'expand' && !heeded.includes(name as keyof P & string))
          throw notEmulated(`the parameter \`${name}\``);
    return handle(call as unknown as Call<P>);
  };
}
