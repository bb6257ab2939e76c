import { readEntitlements } from '@offplan/kernel/entitlements/read-entitlements';
import { NotPermitted } from '@offplan/kernel/graphql/user-errors';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { optionsOf } from '../options.ts';
import { planRefusal } from '../organisations/plan-refusal.ts';
import { readerOf } from '../reader-of.ts';
import { AuditSeal } from './audit-entry.ts';
import type { VerifyAuditLogInput } from './audit-filter.ts';
import { AuditLogBroken, AuditLogVerified, type VerifyAuditLogOutcome } from './audit-results.ts';
import { verifyChain } from './verify-chain.ts';

/** The feature of a plan that shows the audit log (BIL-2). */
export const AUDIT_FEATURE = 'audit_log';

/** So many entries are proved by one call, in about a second: whoever proves a longer log goes on from there. */
const MOST_AT_ONCE = 50_000;
const MOST_UNSEALED_DAYS = 100;

/** Proves the workspace's audit log or a part of it, or says where it is broken (ID-71). */
export async function verifyAuditLog(
  context: RequestContext,
  input: VerifyAuditLogInput,
): Promise<VerifyAuditLogOutcome> {
  if (context.isGuest || !context.may('audit_log')) return new NotPermitted();
  const { em, orgId } = context;
  const refusal = planRefusal(await readEntitlements(em, orgId), AUDIT_FEATURE);
  if (refusal) return refusal;
  const { fromSeq, toSeq, lastSeq, head, fault } = await verifyChain(
    readerOf(context),
    orgId,
    { fromSeq: input.fromSeq ?? 1, toSeq: input.toSeq ?? null, follows: input.follows, most: MOST_AT_ONCE },
    optionsOf(context).sealKey,
  );
  const verifiedAt = context.clock.now();
  if (fault) {
    context.logger.error({ orgId, seq: fault.seq, reason: fault.reason }, 'The audit log is broken');
    return Object.assign(new AuditLogBroken(), {
      entries: Math.max(0, fault.seq - fromSeq + 1),
      brokenSeq: fault.seq,
      fault: fault.kind,
      reason: fault.reason,
      verifiedAt,
    });
  }
  const lastSeal = await readLastSeal(context);
  return Object.assign(new AuditLogVerified(), {
    entries: toSeq === 0 ? 0 : toSeq - fromSeq + 1,
    fromSeq,
    toSeq,
    lastSeq,
    head,
    verifiedAt,
    lastSeal,
    unsealedDays: await readUnsealedDays(context),
  });
}

/** The days since the first entry that have ended without being sealed, as YYYY-MM-DD; the newest first. */
async function readUnsealedDays(context: RequestContext): Promise<string[]> {
  const rows = await readerOf(context).query<{ day: string }>(
    `select past::date::text as day from generate_series(
       (select (occurred_at at time zone 'UTC')::date from identity.audit_entry where org_id = ? and seq = 1),
       (?::timestamptz at time zone 'UTC')::date - 1, interval '1 day') past
     where not exists (select from identity.audit_seal s where s.org_id = ? and s.day = past::date)
     order by past desc limit ?`,
    [context.orgId, context.clock.now(), context.orgId, MOST_UNSEALED_DAYS],
  );
  return rows.map(({ day }) => day);
}

async function readLastSeal({ em, orgId }: RequestContext): Promise<AuditSeal | null> {
  const [row] = (await em.execute(
    `select day::text, seq, encode(hash, 'hex') as head, sealed_at from identity.audit_seal where org_id = ? order by day desc limit 1`,
    [orgId],
  )) as { day: string; seq: string; head: string; sealed_at: Date }[];
  return row
    ? Object.assign(new AuditSeal(), { day: row.day, seq: Number(row.seq), head: row.head, sealedAt: row.sealed_at })
    : null;
}
