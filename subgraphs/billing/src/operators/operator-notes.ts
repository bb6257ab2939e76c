import type { SubgraphDatabase, Transaction } from '@offplan/kernel/database/subgraph-database';

/** What happened that a person at offplan has to look at. */
export type NoteKind =
  | 'second_subscription'
  | 'late_payment'
  | 'revenue_difference'
  | 'tax_id_invalid'
  | 'inquiry_opened'
  | 'dispute_opened'
  | 'dispute_lost'
  | 'fraud_warning'
  | 'archive_damaged'
  | 'archive_gap'
  | 'finalization_failed'
  | 'tax_switched_off'
  | 'event_parked'
  | 'drift'
  | 'trial_not_extended'
  | 'customer_deleted';

export interface OperatorNote {
  /** Null where it is not known whom it is about. */
  orgId: string | null;
  key: string;
  kind: NoteKind;
  data: Record<string, unknown>;
  notedAt: Date;
}

/** Notes something for the Operators, once a key. Resolves with whether it is new. */
export async function noteForOperators(
  tx: Transaction,
  { orgId, key, kind, data }: Omit<OperatorNote, 'notedAt'>,
): Promise<boolean> {
  const rows = await tx.query(
    `insert into billing.operator_note (org_id, key, kind, data, noted_at) values (?, ?, ?, ?::jsonb, ?)
     on conflict do nothing returning key`,
    [orgId, key, kind, JSON.stringify(data), tx.now],
  );
  return rows.length > 0;
}

/** The notes that nobody has closed yet, the oldest first. */
export async function readOperatorNotes(db: SubgraphDatabase): Promise<OperatorNote[]> {
  return (await db.reader({}).execute(
    `select org_id as "orgId", key, kind, data, noted_at as "notedAt" from billing.operator_note
       where closed_at is null order by noted_at, org_id, key`,
  )) as OperatorNote[];
}

/** Closes a note. Resolves with whether it was open. */
export async function closeOperatorNote(
  db: SubgraphDatabase,
  { orgId, key, by }: { orgId: string | null; key: string; by: string },
): Promise<boolean> {
  return db.transaction({}, async (tx) => (await closeNotes(tx, { orgId, keys: [key], by })) > 0);
}

/** Closes notes within a change that makes them needless; `by` is an Operator's name, or the service that said so. Resolves with how many were open. */
export async function closeNotes(
  tx: Transaction,
  { orgId, keys, by }: { orgId: string | null; keys: readonly string[]; by: string },
): Promise<number> {
  const rows = await tx.query(
    `update billing.operator_note set closed_at = ?, closed_by = ?
     where org_id is not distinct from ?::uuid and key in (select jsonb_array_elements_text(?::jsonb)) and closed_at is null returning key`,
    [tx.now, by, orgId, JSON.stringify(keys)],
  );
  return rows.length;
}
