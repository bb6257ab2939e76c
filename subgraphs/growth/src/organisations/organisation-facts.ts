import type { Transaction } from '@offplan/kernel/database/subgraph-database';

/** What growth keeps of an Organisation. */
export interface OrganisationFacts {
  /** IANA; UTC until identity has said another. */
  timeZone: string;
  /** Identity's status. */
  status: string;
}

/** In the Organisation's scope. */
export async function readOrganisationFacts(em: Transaction['em'], orgId: string): Promise<OrganisationFacts> {
  const [row] = (await em.execute('select time_zone, status from growth.organisation where org_id = ?', [orgId])) as {
    time_zone: string;
    status: string;
  }[];
  return organisationFacts(row);
}

/** From a row of growth.organisation, or none while identity has not said anything. */
export function organisationFacts(row?: { time_zone: string | null; status: string | null }): OrganisationFacts {
  return { timeZone: row?.time_zone ?? 'UTC', status: row?.status ?? 'active' };
}

/** Keeps what identity has said; what it did not say stays as it is. */
export async function keepOrganisationFacts(
  tx: Transaction,
  orgId: string,
  said: Partial<OrganisationFacts>,
): Promise<void> {
  await tx.query(
    `insert into growth.organisation as known (org_id, time_zone, status) values (?, coalesce(?, 'UTC'), coalesce(?, 'active'))
     on conflict (org_id) do update set time_zone = coalesce(?, known.time_zone), status = coalesce(?, known.status)`,
    [orgId, said.timeZone ?? null, said.status ?? null, said.timeZone ?? null, said.status ?? null],
  );
}
