import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { Task } from '@offplan/kernel/jobs/task';
import { guestFacts } from '../guests/guest-facts.ts';
import { GuestGrant } from '../guests/guest-grant.ts';
import { projectName } from '../guests/project-names.ts';
import { sendMail } from '../mails/identity-mails.ts';
import { changeStatus } from './change-status.ts';
import { lockOrganisation } from './lock-organisation.ts';
import { Organisation } from './organisation.ts';

/** How long nobody may take the slug of a deleted Organisation (ID-28). */
const BLOCKED_MONTHS = 12;

const SYSTEM = { actor: { kind: 'system' } } as const;

/**
 * Deletes the Organisations whose 90 days are over (ID-27): memberships end, what it was as a guest elsewhere returns to its hosts
 * (ID-57), its slug is blocked for 12 months (ID-28). One transaction each, so that one that fails keeps no other from it.
 */
export const deleteClosedOrganisations: Task = {
  name: 'identity.delete_closed_organisations',
  cron: '47 * * * *',
  async run({ db, clock, logger }) {
    // The register of names is the one list of all Organisations that the service may read.
    const due = (await db
      .reader({})
      .execute('select org_id from identity.organisation_slug where until is null and deletes_at <= ?', [
        clock.now(),
      ])) as { org_id: string }[];
    for (const { org_id: id } of due) {
      try {
        await db.transaction({ orgId: id }, (tx) => deleteOrganisation(tx, id));
      } catch (fault) {
        logger.error({ orgId: id, fault: String(fault) }, 'A closed workspace could not be deleted');
      }
    }
  },
};

async function deleteOrganisation(tx: Transaction, orgId: string): Promise<void> {
  await lockOrganisation(tx, orgId);
  const organisation = await tx.em.findOneOrFail(Organisation, { id: orgId });
  // The Owner may have brought it back since the list was read.
  if (organisation.status !== 'deleting' || organisation.deletesAt === null || organisation.deletesAt > tx.now) return;
  const hostIds = await readHosts(tx, orgId);
  await tx.query(
    `update identity.membership set status = 'ended', ended_at = ?, version = version + 1 where org_id = ? and status = 'active'`,
    [tx.now, orgId],
  );
  await tx.query(
    `update identity.invitation set status = 'revoked', version = version + 1 where org_id = ? and status = 'pending'`,
    [orgId],
  );
  await tx.query(
    `update identity.guest_grant set status = 'withdrawn', version = version + 1 where org_id = ? and status in ('pending', 'active')`,
    [orgId],
  );
  const blockedUntil = new Date(tx.now);
  blockedUntil.setUTCMonth(blockedUntil.getUTCMonth() + BLOCKED_MONTHS);
  await tx.query('update identity.organisation_slug set until = ?, leads = false, deletes_at = null where slug = ?', [
    blockedUntil,
    organisation.slug,
  ]);
  organisation.deletesAt = null;
  await changeStatus(tx, organisation, 'deleted', { ...SYSTEM, reason: 'closed_90_days_ago' });
  await leaveHosts(tx, organisation, hostIds);
}

/** Where the Organisation is a guest: its Owner may know. */
async function readHosts(tx: Transaction, orgId: string): Promise<string[]> {
  const [owner] = await tx.query<{ user_id: string }>(
    `select user_id from identity.membership where org_id = ? and role = 'owner' and status = 'active'`,
    [orgId],
  );
  if (!owner) return [];
  await tx.identify(owner.user_id);
  const hosts = await tx.query<{ org_id: string }>(
    `select distinct org_id from identity.guest_grant where guest_org_id = ? and status = 'active'`,
    [orgId],
  );
  return hosts.map((row) => row.org_id);
}

/** Ends what the Organisation was as a guest: each host gets its units back and is told (ID-57). */
async function leaveHosts(tx: Transaction, guest: Organisation, hostIds: readonly string[]): Promise<void> {
  for (const hostId of hostIds)
    await tx.within(hostId, async () => {
      const grants = await tx.em.find(GuestGrant, { orgId: hostId, guestOrgId: guest.id, status: 'active' });
      for (const grant of grants) {
        grant.status = 'withdrawn';
        grant.version += 1;
      }
      await tx.em.flush();
      await tx.emit(
        ...grants.map((grant) => ({
          orgId: hostId,
          subjectType: 'guest_grant',
          subjectId: grant.id,
          seq: grant.version,
          type: 'guest_grant.withdrawn',
          data: { ...guestFacts(grant, guest), reason: 'guest_deleted' },
          ...SYSTEM,
        })),
      );
      const names = await Promise.all(grants.map((grant) => projectName(tx.em, hostId, grant.projectId)));
      await tellHost(
        tx,
        hostId,
        guest.name,
        names.filter((name) => name !== null),
      );
    });
}

async function tellHost(tx: Transaction, hostId: string, guestName: string, projectNames: string[]): Promise<void> {
  const host = await tx.em.findOneOrFail(Organisation, { id: hostId });
  const [owner] = await tx.query<{ email: string; locale: string }>(
    `select u.email, u.locale from identity.membership m join identity."user" u on u.id = m.user_id
     where m.org_id = ? and m.role = 'owner' and m.status = 'active'`,
    [hostId],
  );
  if (!owner) return;
  await sendMail(tx, 'guest_ended', {
    to: owner.email,
    locale: owner.locale,
    orgId: hostId,
    values: { guestName, organisationName: host.name, projectNames, unitCount: null },
  });
}
