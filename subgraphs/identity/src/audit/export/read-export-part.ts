import { fault } from '@offplan/kernel/graphql/errors';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { readerOf } from '../../reader-of.ts';
import { conditionsOf, type StoredEntry } from '../list-entries.ts';
import { AuditExportFormat, AuditExportPart, type AuditExportPartInput } from './export-inputs.ts';
import { type StoredField, writeEntries } from './write-entries.ts';

const ENTRIES_A_PART = 1_000;

/** The next entries of an export, the oldest first. Whoever lost the right meanwhile gets no further. */
export async function readExportPart(context: RequestContext, input: AuditExportPartInput): Promise<AuditExportPart> {
  if (context.isGuest || !context.may('audit_log')) throw fault('FORBIDDEN', 'You may not read this log');
  const reader = readerOf(context);
  const filter = input.format === AuditExportFormat.BUNDLE ? {} : (input.filter ?? {});
  const { conditions, parameters } = conditionsOf(filter);
  const rows = await reader.query<StoredEntry>(
    `select e.seq, e.event_id, e.body, encode(e.hash, 'hex') as hash, encode(e.prev_hash, 'hex') as prev_hash from identity.audit_entry e
     where e.org_id = ? and e.seq > ? and e.seq <= ? ${conditions.map((condition) => `and ${condition}`).join(' ')}
     order by e.seq limit ?`,
    [context.orgId, input.afterSeq, input.toSeq, ...parameters, ENTRIES_A_PART],
  );
  const fields = await reader.query<StoredField>(
    `select seq, field, encode(salt, 'hex') as salt, value from identity.audit_personal where org_id = ? and seq = any(?::bigint[]) order by seq, field`,
    [context.orgId, `{${rows.map((row) => row.seq).join(',')}}`],
  );
  return Object.assign(new AuditExportPart(), {
    text: writeEntries(input.format, rows, fields, input.isFirst),
    nextAfterSeq: rows.length < ENTRIES_A_PART ? null : Number(rows.at(-1)!.seq),
  });
}
