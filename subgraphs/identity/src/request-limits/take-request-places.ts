import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { countInWindow } from './count-in-window.ts';
import { RequestPlaces, type TakeRequestPlacesInput } from './request-places.ts';

/**
 * Takes places for requests of one caller, in storage that all gateways share (GW-37). A gateway may take several at once and use them up
 * by itself; it gets as many as are left.
 */
export async function takeRequestPlaces(
  context: RequestContext,
  input: TakeRequestPlacesInput,
): Promise<RequestPlaces> {
  const { kind, key, places, limit, seconds } = input;
  return context.db.transaction({}, async (tx) => {
    const { count, endsAt } = await countInWindow(tx, { kind: `request ${kind}`, key, seconds, add: places });
    const before = count - places;
    return Object.assign(new RequestPlaces(), {
      granted: Math.min(places, Math.max(0, limit - before)),
      remaining: Math.max(0, limit - count),
      resetSeconds: Math.max(1, Math.ceil((endsAt.getTime() - tx.now.getTime()) / 1_000)),
    });
  });
}
