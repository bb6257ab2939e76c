import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { optionsOf } from '../options.ts';

/** Who asks for passkeys: the admin host. A passkey made for another host or page origin is refused. */
export function relyingParty(context: RequestContext): { id: string; origin: string } {
  const { hostname, origin } = new URL(optionsOf(context).appUrl);
  return { id: hostname, origin };
}
