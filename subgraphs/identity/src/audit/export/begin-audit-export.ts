import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { readEntitlements } from '@offplan/kernel/entitlements/read-entitlements';
import { NotPermitted } from '@offplan/kernel/graphql/user-errors';
import { uuidv7 } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { actingPerson } from '../../acting-person.ts';
import { optionsOf } from '../../options.ts';
import { planRefusal } from '../../organisations/plan-refusal.ts';
import { TooManyAttempts } from '../../sessions/session-results.ts';
import { takePlaces } from '../../sessions/throttle.ts';
import { GENESIS } from '../chain.ts';
import { sealKeyOf } from '../seal.ts';
import { AUDIT_FEATURE } from '../verify-audit-log.ts';
import {
  AuditExportBegun,
  AuditExportFormat,
  type BeginAuditExportInput,
  type BeginAuditExportOutcome,
} from './export-inputs.ts';
import { FRAMES } from './write-entries.ts';

/** Exports of one person within an hour (security check 16). */
const MOST_AN_HOUR = 20;

/**
 * Lets a person export the log of the workspace (ID-73) and writes that down: the export is an entry of the log itself, and the last one
 * that is not in it. The parts are read one by one afterwards.
 */
export async function beginAuditExport(
  context: RequestContext,
  input: BeginAuditExportInput,
): Promise<BeginAuditExportOutcome> {
  if (context.isGuest || !context.may('audit_log')) return new NotPermitted();
  const refusal = planRefusal(await readEntitlements(context.em, context.orgId), AUDIT_FEATURE);
  if (refusal) return refusal;
  return context.transaction(async (tx) => {
    const key = `${context.orgId} ${context.person.id}`;
    const places = await takePlaces(tx, [{ kind: 'audit_export', key, limit: MOST_AN_HOUR, seconds: 3_600 }]);
    if ('retryAfterSeconds' in places)
      return new TooManyAttempts('Too many exports. Try again later.', places.retryAfterSeconds);
    const { slug } = context.passport.organisation!;
    const head = await readHead(tx, context.orgId);
    const fromSeq = Math.min(Math.max(1, input.fromSeq ?? 1), Math.max(1, head.seq));
    const { filter } = input;
    await tx.emit({
      orgId: context.orgId,
      subjectType: 'audit_export',
      subjectId: uuidv7(tx.now.getTime()),
      seq: 1,
      type: 'audit.exported',
      data: { format: input.format, fromSeq, toSeq: head.seq, isFiltered: Object.values(filter ?? {}).some(Boolean) },
      ...actingPerson(context),
    });
    return Object.assign(new AuditExportBegun(), {
      fileName: `audit-${slug}-${tx.now.toISOString().slice(0, 10)}.${EXTENSION[input.format]}`,
      fromSeq,
      toSeq: head.seq,
      ...(input.format === AuditExportFormat.BUNDLE
        ? { opening: await bundleOpening(context, tx, fromSeq, head), ending: bundleEnding(fromSeq, head.seq) }
        : FRAMES[input.format]),
    });
  });
}

const EXTENSION = {
  [AuditExportFormat.CSV]: 'csv',
  [AuditExportFormat.JSON]: 'json',
  [AuditExportFormat.BUNDLE]: 'jsonl',
};

interface Head {
  seq: number;
  hash: string;
}

async function readHead(tx: Transaction, orgId: string): Promise<Head> {
  const [row] = await tx.query<{ seq: string; hash: string }>(
    `select seq, encode(hash, 'hex') as hash from identity.audit_head where org_id = ?`,
    [orgId],
  );
  return row ? { seq: Number(row.seq), hash: row.hash } : { seq: 0, hash: GENESIS.toString('hex') };
}

/** The first lines of a proof: whose log, which part, where it joins, the key, and the seals of that part (docs/audit.md). */
async function bundleOpening(context: RequestContext, tx: Transaction, fromSeq: number, head: Head): Promise<string> {
  const { id, name, slug } = context.passport.organisation!;
  const [before] = await tx.query<{ hash: string }>(
    `select encode(hash, 'hex') as hash from identity.audit_entry where org_id = ? and seq = ?`,
    [id, fromSeq - 1],
  );
  const seals = await tx.query<{ day: string; seq: string; hash: string; sealed_at: Date; signature: string }>(
    `select day::text, seq, encode(hash, 'hex') as hash, sealed_at, encode(signature, 'hex') as signature
     from identity.audit_seal where org_id = ? and seq between ? and ? order by day`,
    [id, fromSeq, head.seq],
  );
  const lines = [
    {
      type: 'log',
      format: 'offplan audit bundle 1',
      organisation: { id, name, slug },
      exportedAt: tx.now.toISOString(),
      fromSeq,
      toSeq: head.seq,
      previousHash: before?.hash ?? GENESIS.toString('hex'),
      head: head.hash,
    },
    { type: 'key', ...sealKeyOf(optionsOf(context).sealKey) },
    ...seals.map((seal) => ({
      type: 'seal',
      day: seal.day,
      seq: Number(seal.seq),
      hash: seal.hash,
      sealedAt: new Date(seal.sealed_at).toISOString(),
      signature: seal.signature,
    })),
  ];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** The last line says how much there was: a download that broke off is not taken for a whole one. */
function bundleEnding(fromSeq: number, toSeq: number): string {
  return `${JSON.stringify({ type: 'end', entries: Math.max(0, toSeq - fromSeq + 1) })}\n`;
}
