import type { SubgraphDatabase, Transaction } from '@offplan/kernel/database/subgraph-database';
import { noteForOperators } from '../operators/operator-notes.ts';
import { queueEvent, type StoredEvent } from './stored-event.ts';

/** Which parked events: all that fit everything that is said. */
export interface ParkedEvents {
  ids?: readonly string[] | undefined;
  type?: string | undefined;
  /** When they came: not before `since`, and before `until`. */
  since?: Date | undefined;
  until?: Date | undefined;
}

export interface ParkedEvent {
  id: string;
  type: string;
  receivedAt: Date;
  error: string;
}

const noteKey = (id: string) => `event_parked:${id}`;

/** Leaves an event to the Operators, of which one note at a time says so (BIL-33); whose it is may not be known yet. */
export async function parkEvent(tx: Transaction, event: StoredEvent): Promise<void> {
  const { id, type } = event;
  await tx.query(`update billing.stripe_event set state = 'parked', parked_at = ? where id = ?`, [tx.now, id]);
  // Whoever has closed the note and replayed the event in vain has to look again.
  const noted = await tx.query(
    'update billing.operator_note set closed_at = null, closed_by = null where key = ? returning key',
    [noteKey(id)],
  );
  if (noted.length > 0) return;
  const [known] = await tx.query<{ orgId: string }>(
    'select org_id as "orgId" from billing.stripe_customer where customer_id = ?',
    [event.customerId],
  );
  const orgId = known?.orgId ?? null;
  await noteForOperators(tx, { orgId, key: noteKey(id), kind: 'event_parked', data: { event: id, type } });
}

/** Closes the note of an event that was parked once and is worked off now. */
export async function closeNoteOfParked(tx: Transaction, id: string): Promise<void> {
  await tx.query(
    `update billing.operator_note set closed_at = ?, closed_by = 'replay' where key = ? and closed_at is null`,
    [tx.now, noteKey(id)],
  );
}

const WHICH = `state = 'parked' and (?::text[] is null or id = any (?::text[])) and (?::text is null or type = ?)
  and (?::timestamptz is null or received_at >= ?) and (?::timestamptz is null or received_at < ?)`;

function valuesOf({ ids, type = '', since, until }: ParkedEvents): unknown[] {
  const values = [
    ids ? `{${ids.map((id) => JSON.stringify(id)).join(',')}}` : null,
    type || null,
    since ?? null,
    until ?? null,
  ];
  return values.flatMap((value) => [value, value]);
}

/** The parked events that would be replayed, the oldest first. */
export async function listParkedEvents(db: SubgraphDatabase, which: ParkedEvents = {}): Promise<ParkedEvent[]> {
  const rows = (await db
    .reader({})
    .execute(
      `select id, type, received_at as "receivedAt", error from billing.stripe_event where ${WHICH} order by received_at, id`,
      valuesOf(which),
    )) as (Omit<ParkedEvent, 'receivedAt'> & { receivedAt: string })[];
  return rows.map((row) => ({ ...row, receivedAt: new Date(row.receivedAt) }));
}

/** Works parked events off again. Resolves with how many there were. */
export async function replayParkedEvents(db: SubgraphDatabase, which: ParkedEvents = {}): Promise<number> {
  return db.transaction({}, async (tx) => {
    const parked = await tx.query<{ id: string }>(
      `update billing.stripe_event set state = 'received', attempts = 0, error = null where ${WHICH} returning id`,
      valuesOf(which),
    );
    for (const { id } of parked) await queueEvent(tx, id);
    return parked.length;
  });
}
