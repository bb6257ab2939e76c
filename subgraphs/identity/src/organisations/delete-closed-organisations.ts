import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { Task } from '@offplan/kernel/jobs/task';
import { ACTING_SYSTEM } from '../acting-person.ts';
import { endGrant } from '../guests/end-grant.ts';
import { endOffer } from '../guests/end-offer.ts';
import { GuestGrant } from '../guests/guest-grant.ts';
import { projectName } from '../guests/project-names.ts';
import { sendMail } from '../mails/identity-mails.ts';
import { endInvitation } from '../members/end-invitation.ts';
import { Invitation } from '../members/invitation.ts';
import { Member } from '../members/member.ts';
import { User } from '../users/user.ts';
import { changeStatus } from './change-status.ts';
import { lockOrganisation } from './lock-organisation.ts';
import { Organisation } from './organisation.ts';

/** How long nobody may take the slug of a deleted Organisation (ID-28). */
const BLOCKED_MONTHS = 12;

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
  const hostIds = await readHosts(tx, orgId);
  await lockOrganisation(tx, orgId);
  const organisation = await tx.em.findOneOrFail(Organisation, { id: orgId });
  // The Owner may have brought it back since the list was read.
  if (organisation.status !== 'deleting' || organisation.deletesAt === null || organisation.deletesAt > tx.now) return;
  await endGuests(tx, orgId);
  await endTeam(tx, orgId);
  const blockedUntil = new Date(tx.now);
  blockedUntil.setUTCMonth(blockedUntil.getUTCMonth() + BLOCKED_MONTHS);
  await tx.query('update identity.organisation_slug set until = ?, leads = false, deletes_at = null where slug = ?', [
    blockedUntil,
    organisation.slug,
  ]);
  organisation.deletesAt = null;
  organisation.statusBeforeClosing = null;
  await changeStatus(tx, organisation, 'deleted', { ...ACTING_SYSTEM, reason: 'closed_90_days_ago' });
  await leaveHosts(tx, organisation, hostIds);
}

/** Ends what others were as guests in its projects, and what was offered. */
async function endGuests(tx: Transaction, orgId: string): Promise<void> {
  const grants = await tx.em.find(GuestGrant, { orgId, status: { $in: ['pending', 'active'] } });
  for (const grant of grants) {
    const guest = grant.guestOrgId ? await tx.em.findOne(Organisation, { id: grant.guestOrgId }) : null;
    if (guest) await endGrant(tx, grant, guest, { ...ACTING_SYSTEM, reason: 'workspace_deleted' });
    else await endOffer(tx, grant, 'workspace_deleted', ACTING_SYSTEM);
  }
}

/** Ends all memberships, the Owner's too, and what was offered. */
async function endTeam(tx: Transaction, orgId: string): Promise<void> {
  const invitations = await tx.em.find(Invitation, { orgId, status: 'pending' });
  for (const invitation of invitations) await endInvitation(tx, invitation, 'workspace_deleted', ACTING_SYSTEM);
  const members = await tx.em.find(Member, { orgId, status: 'active' });
  const people = await tx.em.find(User, { id: { $in: members.map(({ userId }) => userId) } });
  for (const member of members) {
    member.status = 'ended';
    member.endedAt = tx.now;
    member.version += 1;
  }
  await tx.em.flush();
  await tx.emit(
    ...members.map((member) => ({
      orgId,
      subjectType: 'member',
      subjectId: member.id,
      seq: member.version,
      type: 'member.deactivated',
      data: {
        userId: member.userId,
        before: { role: member.role },
        successorUserId: null,
        reason: 'workspace_deleted',
      },
      ...ACTING_SYSTEM,
      personal: { subjectName: people.find(({ id }) => id === member.userId)!.name },
      piiClass: 'personal_meta' as const,
    })),
  );
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
  for (const hostId of [...hostIds].sort())
    await tx.within(hostId, async () => {
      await lockOrganisation(tx, hostId);
      const grants = await tx.em.find(GuestGrant, { orgId: hostId, guestOrgId: guest.id, status: 'active' });
      for (const grant of grants) await endGrant(tx, grant, guest, { ...ACTING_SYSTEM, reason: 'guest_deleted' });
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
