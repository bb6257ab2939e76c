import { encodeId } from '@offplan/kernel/ids';
import type { AuditEntry } from '../audit-entry.ts';
import type { StoredEntry } from '../list-entries.ts';
import { readEntry } from '../read-entry.ts';
import { csvLine } from './csv-line.ts';
import { AuditExportFormat } from './export-inputs.ts';

/** A personal field that is still there; `salt` in hex. */
export interface StoredField {
  seq: string;
  field: string;
  salt: string;
  value: string;
}

const CSV_COLUMNS = [
  'seq',
  'occurred_at',
  'action',
  'actor_kind',
  'actor_id',
  'actor_name',
  'on_behalf_of',
  'subject_type',
  'subject_id',
  'subject_label',
  'changes',
  'details',
  'request_id',
  'address',
  'class',
  'hash',
] as const;

/** What a file of a format begins and ends with, beside its entries. A spreadsheet takes the mark at the beginning for "this is UTF-8". */
export const FRAMES = {
  [AuditExportFormat.CSV]: { opening: `\ufeff${csvLine(CSV_COLUMNS)}`, ending: '' },
  [AuditExportFormat.JSON]: { opening: '[', ending: '\n]\n' },
} as const;

/** Entries as a file of a format has them. `isFirst`: whether nothing was written before. */
export function writeEntries(
  format: AuditExportFormat,
  rows: readonly StoredEntry[],
  fields: readonly StoredField[],
  isFirst: boolean,
): string {
  const bySeq = Map.groupBy(fields, ({ seq }) => seq);
  if (format === AuditExportFormat.BUNDLE) return rows.map((row) => bundleLine(row, bySeq.get(row.seq) ?? [])).join('');
  const entries = rows.map((row) =>
    readEntry(row, new Map((bySeq.get(row.seq) ?? []).map(({ field, value }) => [field, value]))),
  );
  if (format === AuditExportFormat.CSV) return entries.map((entry) => csvLine(csvFields(entry))).join('');
  const lines = entries.map((entry) => `\n${JSON.stringify(plain(entry))}`).join(',');
  return isFirst || lines === '' ? lines : `,${lines}`;
}

function csvFields(entry: AuditEntry): (string | number | null)[] {
  const { actor, subject } = entry;
  return [
    entry.seq,
    entry.occurredAt.toISOString(),
    entry.action,
    actor.kind,
    actor.id,
    actor.name,
    guestOf(entry),
    subject.type,
    subject.id,
    subject.label,
    entry.changes.map(({ field, before, after }) => `${field}: ${before ?? '–'} → ${after ?? '–'}`).join('; '),
    entry.details.map(({ name, value }) => `${name}: ${value ?? '(erased)'}`).join('; '),
    entry.requestId,
    entry.address,
    entry.piiClass,
    entry.hash,
  ];
}

function plain(entry: AuditEntry): object {
  return {
    seq: entry.seq,
    occurredAt: entry.occurredAt.toISOString(),
    action: entry.action,
    actor: entry.actor,
    onBehalfOf: guestOf(entry),
    subject: entry.subject,
    changes: entry.changes,
    details: entry.details,
    requestId: entry.requestId,
    address: entry.address,
    class: entry.piiClass,
    hash: entry.hash,
    previousHash: entry.previousHash,
  };
}

const guestOf = ({ onBehalfOfId }: AuditEntry) => onBehalfOfId && encodeId('org', onBehalfOfId);

/** An entry with all that proves it: the text that was hashed, and what opens the commitments that are still to be opened. */
function bundleLine(row: StoredEntry, fields: readonly StoredField[]): string {
  const line = {
    type: 'entry',
    seq: Number(row.seq),
    body: row.body,
    previousHash: row.prev_hash,
    hash: row.hash,
    personal: fields.map(({ field, salt, value }) => ({ field, salt, value })),
  };
  return `${JSON.stringify(line)}\n`;
}
