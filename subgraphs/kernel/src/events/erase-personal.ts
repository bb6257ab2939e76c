import type { SubgraphName } from '../database/subgraph-roles.ts';
import { rolesOf } from '../database/subgraph-roles.ts';
import type { EventConsumer } from './consumer.ts';
import { FIELD_OWNERS } from './personal-fields.ts';

/** Says that a person's fields were erased in an Organisation; its subject is the person. Every subgraph follows. */
export const PERSON_ERASED = 'audit.personal_erased';

/**
 * The one way to erase personal fields of a subgraph's events (ID-72): of one person, in the Organisation of the transaction, for an erasure
 * that the subgraph was told of. The service itself may neither change nor delete an event.
 */
export function erasureSql(subgraph: SubgraphName): string {
  const { app } = rolesOf(subgraph);
  return `
create function ${subgraph}.erase_event_fields(person uuid, erasure uuid, owners jsonb) returns bigint
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  gone bigint;
begin
  if not exists (select from ${subgraph}.consumed_event where consumer = 'personal_erasure' and event_id = erasure) then
    raise exception 'Nobody has ordered this erasure (ID-72)';
  end if;
  with hit as (
    select e.id, array_agg(owner.key) as fields from ${subgraph}.event e cross join lateral jsonb_each_text(owners) owner
    where e.personal ? owner.key
      and case owner.value when 'actor' then e.actor ->> 'id' else e.data ->> owner.value end = person::text
    group by e.id
  )
  update ${subgraph}.event e set personal = e.personal - hit.fields from hit where e.id = hit.id;
  get diagnostics gone = row_count;
  return gone;
end $$;
revoke all on function ${subgraph}.erase_event_fields(uuid, uuid, jsonb) from public;
grant execute on function ${subgraph}.erase_event_fields(uuid, uuid, jsonb) to ${app};`;
}

/** Erases a person's fields in the events of a subgraph once the log has erased them (ID-71). */
export function personalErasure(subgraph: SubgraphName): EventConsumer {
  return {
    name: 'personal_erasure',
    types: [PERSON_ERASED],
    async apply(tx, event) {
      await tx.query(`select ${subgraph}.erase_event_fields(?, ?, ?::jsonb)`, [
        event.subjectId,
        event.id,
        JSON.stringify(FIELD_OWNERS),
      ]);
    },
  };
}
