import { readEntitlements } from '@offplan/kernel/entitlements/read-entitlements';
import { NotPermitted } from '@offplan/kernel/graphql/user-errors';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { optionsOf } from '../options.ts';
import { planRefusal } from '../organisations/plan-refusal.ts';
import { AuditSeal } from './audit-entry.ts';
import type { VerifyAuditLogInput } from './audit-filter.ts';
import { AuditLogBroken, AuditLogVerified, type VerifyAuditLogOutcome } from './audit-results.ts';
import { verifyChain } from './verify-chain.ts';

/** The feature of a plan that shows the audit log (BIL-2). */
export const AUDIT_FEATURE = { name: 'audit_log', leastTier: 'tier_1' };

/** Proves the workspace's audit log or a part of it, or says where it is broken (ID-71). */
export async function verifyAuditLog(
  context: RequestContext,
  input: VerifyAuditLogInput,
): Promise<VerifyAuditLogOutcome> {
  if (context.isGuest || !context.may('audit_log')) return new NotPermitted();
  const { em, orgId } = context;
  const refusal = planRefusal(await readEntitlements(em, orgId), AUDIT_FEATURE);
  if (refusal) return refusal;
  const report = await verifyChain(
    em,
    orgId,
    { fromSeq: input.fromSeq ?? 1, toSeq: input.toSeq ?? null },
    optionsOf(context).sealKey,
  );
  const { fromSeq, toSeq, head, fault } = report;
  const verifiedAt = context.clock.now();
  if (fault) {
    context.logger.error({ orgId, seq: fault.seq, reason: fault.reason }, 'The audit log is broken');
    return Object.assign(new AuditLogBroken(), {
      entries: Math.max(0, fault.seq - fromSeq + 1),
      brokenSeq: fault.seq,
      reason: fault.reason,
      verifiedAt,
    });
  }
  const lastSeal = await readLastSeal(context);
  return Object.assign(new AuditLogVerified(), {
    entries: toSeq === 0 ? 0 : toSeq - fromSeq + 1,
    fromSeq,
    toSeq,
    head,
    verifiedAt,
    lastSeal,
  });
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
