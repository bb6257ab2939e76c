import { type Connection, type Page, toConnection } from '@offplan/kernel/graphql/connection';
import { encodeId } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { AuditLogActor } from './audit-entry.ts';

/** Stands for whatever no person did: offplan's own clockwork and the payment provider. */
export const NO_PERSON = 'system';

/** Above every id of a person: entries without one stand there in the order. */
const LAST = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

interface ActorRow {
  actor_id: string | null;
  kind: 'user' | 'operator' | 'system' | 'stripe';
  name: string | null;
}

/**
 * Who did what is in an Organisation's log (ID-73), whoever came last first: also people who left, those of guests, and Operators. However
 * long the log is, an actor costs one step down the index: each looks for the next id beneath the one before.
 */
export async function listActors(
  context: RequestContext,
  orgId: string,
  page: Page,
): Promise<Connection<AuditLogActor>> {
  const after = page.after?.[0];
  const rows = (await context.em.execute(
    `with recursive actor as (
       (select e.actor_id, e.seq from identity.audit_entry e where e.org_id = ? ${after ? 'and e.actor_id < ?::uuid' : ''}
        order by e.actor_id desc, e.seq desc limit 1)
       union all
       select next.actor_id, next.seq from actor, lateral (
         select e.actor_id, e.seq from identity.audit_entry e where e.org_id = ? and e.actor_id < coalesce(actor.actor_id, '${LAST}')
         order by e.actor_id desc, e.seq desc limit 1) next
     )
     select a.actor_id, e.body::json -> 'actor' ->> 'kind' as kind, p.value as name
     from (select actor_id, seq from actor limit ?) a
     join identity.audit_entry e on e.org_id = ? and e.seq = a.seq
     left join identity.audit_personal p on p.org_id = e.org_id and p.seq = e.seq and p.field = 'actorName'
     order by a.actor_id desc`,
    [orgId, ...(after ? [after] : []), orgId, page.limit + 1, orgId],
  )) as ActorRow[];
  const connection = toConnection(rows, page, (row) => [row.actor_id ?? LAST]);
  return { ...connection, edges: connection.edges.map(({ cursor, node }) => ({ cursor, node: actorOf(node) })) };
}

function actorOf({ actor_id: id, kind, name }: ActorRow): AuditLogActor {
  if (id === null) return Object.assign(new AuditLogActor(), { id: NO_PERSON, kind: NO_PERSON, name: null });
  return Object.assign(new AuditLogActor(), {
    id: encodeId(kind === 'operator' ? 'operator' : 'user', id),
    kind,
    name,
  });
}
