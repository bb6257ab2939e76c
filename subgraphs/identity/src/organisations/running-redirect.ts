import type { EntityManager } from '@mikro-orm/postgresql';

/** The former address of an Organisation that still leads to it, the last one (ID-25); null when none does. */
export async function runningRedirect(
  em: Pick<EntityManager, 'execute'>,
  orgId: string,
  now: Date,
): Promise<{ until: Date } | null> {
  const [row] = (await em.execute(
    'select until from identity.organisation_slug where org_id = ? and until > ? order by until desc limit 1',
    [orgId, now],
  )) as { until: Date | string }[];
  return row ? { until: new Date(row.until) } : null;
}
