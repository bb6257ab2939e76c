import { type Connection, type Page, toConnection } from '@offplan/kernel/graphql/connection';
import { decodeId } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import type { AuditEntry } from './audit-entry.ts';
import type { AuditFilter } from './audit-filter.ts';
import { NO_PERSON } from './list-actors.ts';
import { readEntry } from './read-entry.ts';

/** An entry as it is stored; hashes in hex. */
export interface StoredEntry {
  seq: string;
  event_id: string;
  body: string;
  hash: string;
  prev_hash: string;
}

/** Entries of an Organisation's log, the newest first (ID-73). The total is known for the whole log only: there it is the last number. */
export async function listEntries(
  context: RequestContext,
  orgId: string,
  page: Page,
  filter: AuditFilter,
): Promise<Connection<AuditEntry>> {
  const { conditions, parameters } = conditionsOf(filter);
  const rows = (await context.em.execute(
    `select e.seq, e.event_id, e.body, encode(e.hash, 'hex') as hash, encode(e.prev_hash, 'hex') as prev_hash from identity.audit_entry e
     where e.org_id = ? and (?::bigint is null or e.seq < ?::bigint) ${conditions.map((condition) => `and ${condition}`).join(' ')}
     order by e.seq desc limit ?`,
    [orgId, page.after?.[0] ?? null, page.after?.[0] ?? null, ...parameters, page.limit + 1],
  )) as StoredEntry[];
  const personal = await personalOf(context, orgId, rows);
  const total = conditions.length === 0 ? await countEntries(context, orgId) : undefined;
  const connection = toConnection(rows, page, (row) => [row.seq], total);
  return {
    ...connection,
    edges: connection.edges.map(({ cursor, node }) => ({
      cursor,
      node: readEntry(node, personal.get(node.seq) ?? new Map()),
    })),
  };
}

/** The conditions of a filter on `identity.audit_entry e`, with the values of their placeholders. */
export function conditionsOf(filter: AuditFilter): { conditions: string[]; parameters: unknown[] } {
  const conditions: string[] = [];
  const parameters: unknown[] = [];
  const demand = (condition: string, ...values: unknown[]) => {
    conditions.push(condition);
    parameters.push(...values);
  };
  // An id that is not one of ours matches nothing, as an unknown one does.
  if (filter.actorId === NO_PERSON) demand('e.actor_id is null');
  else if (filter.actorId)
    demand('e.actor_id = ?::uuid', decodeId('user', filter.actorId) ?? decodeId('operator', filter.actorId) ?? NOBODY);
  if (filter.subjectId) demand('e.subject_id = ?::uuid', uuidOf(filter.subjectId) ?? NOBODY);
  if (filter.action?.endsWith('.*'))
    demand(`e.action like ? escape '\\'`, `${escapeLike(filter.action.slice(0, -1))}%`);
  else if (filter.action) demand('e.action = ?', filter.action);
  if (filter.from) demand('e.occurred_at >= ?', filter.from);
  if (filter.to) demand('e.occurred_at < ?', filter.to);
  if (filter.piiClass) demand('e.pii_class = ?', filter.piiClass);
  const search = filter.search?.trim();
  if (search) {
    const pattern = `%${escapeLike(search)}%`;
    demand(
      `(e.label ilike ? escape '\\' or exists (select from identity.audit_personal p
        where p.org_id = e.org_id and p.seq = e.seq and p.field <> 'address' and p.value ilike ? escape '\\'))`,
      pattern,
      pattern,
    );
  }
  return { conditions, parameters };
}

const NOBODY = '00000000-0000-0000-0000-000000000000';

function uuidOf(globalId: string): string | null {
  const kind = /^[a-z_]+(?=_[0-9a-f]{32}$)/.exec(globalId)?.[0];
  const hex = kind ? globalId.slice(kind.length + 1) : null;
  return hex ? hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') : null;
}

function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`);
}

async function personalOf(
  context: RequestContext,
  orgId: string,
  rows: readonly StoredEntry[],
): Promise<Map<string, Map<string, string>>> {
  const fields = (await context.em.execute(
    'select seq, field, value from identity.audit_personal where org_id = ? and seq = any(?::bigint[])',
    [orgId, `{${rows.map((row) => row.seq).join(',')}}`],
  )) as { seq: string; field: string; value: string }[];
  const bySeq = Map.groupBy(fields, (row) => row.seq);
  return new Map([...bySeq].map(([seq, own]) => [seq, new Map(own.map(({ field, value }) => [field, value]))]));
}

async function countEntries(context: RequestContext, orgId: string): Promise<number> {
  const rows = (await context.em.execute('select seq from identity.audit_head where org_id = ?', [orgId])) as {
    seq: string;
  }[];
  return Number(rows[0]?.seq ?? 0);
}
