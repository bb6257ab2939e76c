import { uuidv7 } from '../ids.ts';
import type { NewEvent } from './event.ts';

/** The columns of an event in the order of `eventValues`, for statements that insert events themselves. */
export const EVENT_COLUMNS =
  'id, org_id, subject_type, subject_id, seq, type, actor, on_behalf_of, request_id, data, personal, pii_class, occurred_at';

const PER_STATEMENT = 1_000;

interface EventWriter {
  schema: string;
  requestId: string | null;
  now: Date;
  execute(sql: string, parameters: unknown[]): Promise<unknown>;
}

/** Writes events in the caller's transaction. One statement for up to 1,000 events. */
export async function recordEvents(writer: EventWriter, events: readonly NewEvent[]): Promise<void> {
  for (let start = 0; start < events.length; start += PER_STATEMENT) {
    const rows = events.slice(start, start + PER_STATEMENT).map((event) => ({
      id: event.id ?? uuidv7(writer.now.getTime()),
      org_id: event.orgId,
      subject_type: event.subjectType,
      subject_id: event.subjectId,
      seq: event.seq,
      type: event.type,
      actor: event.actor,
      on_behalf_of: event.onBehalfOf ?? null,
      request_id: writer.requestId,
      data: event.data,
      personal: event.personal ?? {},
      pii_class: event.piiClass ?? 'none',
      occurred_at: writer.now.toISOString(),
    }));
    await writer.execute(
      `insert into ${writer.schema}.event (${EVENT_COLUMNS})
       select ${EVENT_COLUMNS} from jsonb_to_recordset(?::jsonb) as r(id uuid, org_id uuid, subject_type text, subject_id uuid, seq bigint,
         type text, actor jsonb, on_behalf_of uuid, request_id text, data jsonb, personal jsonb, pii_class text, occurred_at timestamptz)`,
      [JSON.stringify(rows)],
    );
  }
}
