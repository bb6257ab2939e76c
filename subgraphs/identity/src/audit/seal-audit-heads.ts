import type { SubgraphDatabase } from '@offplan/kernel/database/subgraph-database';
import { PLATFORM_ORG_ID } from '@offplan/kernel/ids';
import type { Task } from '@offplan/kernel/jobs/task';
import type { IdentityOptions } from '../options.ts';
import { signHead } from './seal.ts';

const DAY = 86_400_000;

/**
 * Seals the head of every chain at the end of each day (ID-71): a chain that was shortened or written anew afterwards no longer fits its
 * seals. Safe to repeat: a day is sealed once.
 */
export function sealAuditHeads(options: IdentityOptions): Task {
  return {
    name: 'identity.seal_audit_heads',
    cron: '0 0 * * *',
    async run({ db, clock }) {
      const now = clock.now();
      const day = new Date(now.getTime() - DAY).toISOString().slice(0, 10);
      // The register of names is the one list of all Organisations that the service may read.
      const organisations = (await db.reader({}).execute('select distinct org_id from identity.organisation_slug')) as {
        org_id: string;
      }[];
      for (const orgId of [PLATFORM_ORG_ID, ...organisations.map((row) => row.org_id)])
        await sealHead(db, options, { orgId, day, now });
    },
  };
}

async function sealHead(
  db: SubgraphDatabase,
  { sealKey }: IdentityOptions,
  { orgId, day, now }: { orgId: string; day: string; now: Date },
): Promise<void> {
  await db.transaction({ orgId }, async (tx) => {
    const [head] = await tx.query<{ seq: string; hash: string }>(
      `select seq, encode(hash, 'hex') as hash from identity.audit_head where org_id = ? and seq > 0`,
      [orgId],
    );
    if (!head) return;
    const sealed = { orgId, day, seq: Number(head.seq), hash: head.hash, sealedAt: now.toISOString() };
    await tx.query(
      `insert into identity.audit_seal (org_id, day, seq, hash, sealed_at, signature)
       values (?, ?, ?, decode(?, 'hex'), ?, decode(?, 'hex')) on conflict do nothing`,
      [orgId, day, sealed.seq, sealed.hash, now, signHead(sealed, sealKey).toString('hex')],
    );
  });
}
