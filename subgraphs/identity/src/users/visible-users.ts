import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { User } from './user.ts';

/**
 * The people whom the viewer may know: itself, and in its own workspace everybody who is or was a member, for whoever sees the team
 * (ID-31). People are no tenant's rows, so this is the only guard; an id that it does not name answers like an unknown one.
 */
export async function loadVisibleUser(context: RequestContext, id: string): Promise<User | null> {
  const loader = context.loader<string, User | null>(User, async (ids) => {
    const colleagues =
      context.passport.organisation && context.may('see_team') && !context.isGuest
        ? await colleaguesAmong(context, ids)
        : new Set();
    const visible = ids.filter((one) => one === context.personId || colleagues.has(one));
    const users = visible.length > 0 ? await context.em.find(User, { id: { $in: visible } }) : [];
    return ids.map((one) => users.find((user) => user.id === one) ?? null);
  });
  return loader.load(id);
}

async function colleaguesAmong(context: RequestContext, ids: readonly string[]): Promise<Set<unknown>> {
  const rows = (await context.em.execute(
    'select distinct user_id from identity.membership where org_id = ? and user_id = any(?::uuid[])',
    [context.orgId, `{${ids.join(',')}}`],
  )) as { user_id: string }[];
  return new Set(rows.map((row) => row.user_id));
}
