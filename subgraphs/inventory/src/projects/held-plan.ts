import type { Entitlements } from '@offplan/kernel/entitlements/entitlements';
import { readEntitlements } from '@offplan/kernel/entitlements/read-entitlements';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';

/** The plan of the request's workspace, read once a request; null while billing has not published any. */
export function loadHeldPlan(context: RequestContext): Promise<Entitlements | null> {
  const loader = context.loader<string, Entitlements | null>('held plan', (ids) =>
    Promise.all(ids.map((id) => readEntitlements(context.em, id))),
  );
  return loader.load(context.orgId);
}
