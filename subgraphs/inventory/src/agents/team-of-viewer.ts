import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { actsFor } from '../units/people.ts';
import { MemberMirror } from './member-mirror.ts';

/** The UUID of the Organisation whose people the viewer deals with: the host's own team, or in a host's project the guest's own. */
export function teamOf(context: RequestContext): string {
  return actsFor(context.passport).id;
}

/**
 * A colleague to whom something may be given: an active member of the viewer's team, held as one until the transaction ends, so that
 * nothing is given to somebody who is just leaving (ID-43). Null for anybody else, without a difference (SCH-3).
 */
export async function holdColleague(
  context: RequestContext,
  tx: Transaction,
  userId: string | null,
): Promise<{ userId: string; name: string | null } | null> {
  if (!userId) return null;
  const teamId = teamOf(context);
  const [row] = await tx.within(teamId, () =>
    tx.query<{ name: string | null }>(
      'select name from inventory.member where org_id = ? and user_id = ? and is_active for share',
      [teamId, userId],
    ),
  );
  return row ? { userId, name: row.name } : null;
}

/** Names of people of a team by their UUIDs, past members included; null for an erased or unknown one. */
export function loadMemberName(context: RequestContext, orgId: string, userId: string): Promise<string | null> {
  const loader = context.loader<string, string | null>(MemberMirror, async (keys) => {
    const idsByOrg = Map.groupBy(
      keys.map((key) => key.split('/') as [string, string]),
      ([org]) => org,
    );
    const names = new Map<string, string | null>();
    // One after the other: each is a moment in another tenant's scope, beside the connection that the operation holds.
    for (const [org, pairs] of idsByOrg) {
      const members = await readMembers(context, org, { userId: { $in: pairs.map(([, id]) => id) } });
      for (const member of members) names.set(`${org}/${member.userId}`, member.name);
    }
    return keys.map((key) => names.get(key) ?? null);
  });
  return loader.load(`${orgId}/${userId}`);
}

/** Members of a team, read in that team's own scope: its host, or a guest of it, reads names of whom it sees at work. */
export function readMembers(
  context: RequestContext,
  orgId: string,
  where: { userId?: { $in: string[] } } = {},
): Promise<MemberMirror[]> {
  return context.db
    .reader({ orgId })
    .find(MemberMirror, { orgId, ...where }, { orderBy: { name: 'asc', userId: 'asc' } });
}
