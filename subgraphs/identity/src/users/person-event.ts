import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { EventData } from '@offplan/kernel/events/event';
import { PLATFORM_ORG_ID } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { actingPerson } from '../acting-person.ts';

/** Says in the Platform's chain that something about a person's own account changed; the account's version grows by one. */
export async function emitPersonEvent(
  context: RequestContext,
  tx: Transaction,
  person: { id: string; name: string },
  type: string,
  facts: { data?: EventData; personal?: Record<string, string> } = {},
): Promise<void> {
  const [row] = await tx.query<{ version: number }>(
    'update identity."user" set version = version + 1 where id = ? returning version',
    [person.id],
  );
  const acting = actingPerson(context, person);
  await tx.within(PLATFORM_ORG_ID, () =>
    tx.emit({
      orgId: PLATFORM_ORG_ID,
      subjectType: 'user',
      subjectId: person.id,
      seq: row!.version,
      type,
      data: { userId: person.id, ...facts.data },
      ...acting,
      personal: { ...acting.personal, subjectName: person.name, ...facts.personal },
    }),
  );
}
