import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { BusEvent } from '@offplan/kernel/events/bus/bus';
import type { EventConsumer } from '@offplan/kernel/events/consumer';
import { moveUnits } from '../allocation/move-units.ts';

/** What identity's events on grants carry. Ids are UUIDs. */
interface GuestGrantFacts {
  guestOrgId: string;
  guestOrgName: string;
  guestOrgSlug: string;
  projectId: string;
  capabilities?: string[];
  after?: { capabilities?: string[] };
}

/**
 * Follows identity's guest grants: who may be assigned units. Units of a guest that is withdrawn, or that sells no more, go back to the
 * internal pool (ID-53, ID-54).
 */
export const guestConsumer: EventConsumer = {
  name: 'guests',
  types: ['guest_grant.accepted', 'guest_grant.changed', 'guest_grant.withdrawn'],
  async apply(tx, event) {
    const facts = event.data as unknown as GuestGrantFacts;
    const { guestOrgId, projectId, guestOrgName, guestOrgSlug } = facts;
    const capabilities = facts.after?.capabilities ?? facts.capabilities ?? [];
    const isActive = event.type !== 'guest_grant.withdrawn';
    await tx.query(
      `insert into inventory.guest (org_id, project_id, guest_org_id, name, slug, capabilities, is_active) values (?, ?, ?, ?, ?, ?::text[], ?)
       on conflict (org_id, project_id, guest_org_id) do update set name = excluded.name, slug = excluded.slug, capabilities = excluded.capabilities, is_active = excluded.is_active`,
      [event.orgId, projectId, guestOrgId, guestOrgName, guestOrgSlug, `{${capabilities.join(',')}}`, isActive],
    );
    const guest = { hostId: event.orgId, projectId, guestOrgId };
    if (!isActive) await returnToPool(tx, event, guest, 'guest_withdrawn');
    else if (!capabilities.includes('sales')) await returnToPool(tx, event, guest, 'guest_sells_no_more');
  },
};

/**
 * Follows the end of guest Organisations: the units of a deleted one go back to each host's pool, and the host is told, by the event
 * `guest.units_returned` in its own tenant (ID-57). One that is suspended or archived keeps its allocation; its access pauses elsewhere.
 */
export const guestOrganisationConsumer: EventConsumer = {
  name: 'guest_organisations',
  types: ['organisation.status_changed'],
  async apply(tx, event) {
    if (event.data.after?.status !== 'deleted') return;
    const grants = await tx.query<{ org_id: string; project_id: string; name: string }>(
      'select org_id, project_id, name from inventory.guest where guest_org_id = ? and is_active order by org_id, project_id',
      [event.orgId],
    );
    for (const grant of grants) await tx.within(grant.org_id, () => endGuest(tx, event, grant));
  },
};

/** Runs in the host's scope. */
async function endGuest(
  tx: Transaction,
  event: BusEvent,
  grant: { org_id: string; project_id: string; name: string },
): Promise<void> {
  const guest = { hostId: grant.org_id, projectId: grant.project_id, guestOrgId: event.orgId };
  await tx.query(
    'update inventory.guest set is_active = false where org_id = ? and project_id = ? and guest_org_id = ?',
    [guest.hostId, guest.projectId, guest.guestOrgId],
  );
  const returned = await returnToPool(tx, event, guest, 'guest_deleted');
  await tx.emit({
    orgId: guest.hostId,
    subjectType: 'guest',
    subjectId: guest.guestOrgId,
    seq: event.seq,
    type: 'guest.units_returned',
    actor: { kind: 'system' },
    data: {
      label: grant.name,
      guestOrgId: guest.guestOrgId,
      guestOrgName: grant.name,
      projectId: guest.projectId,
      unitCount: returned,
    },
  });
}

/** Returns how many units went back. */
async function returnToPool(
  tx: Transaction,
  event: BusEvent,
  guest: { hostId: string; projectId: string; guestOrgId: string },
  reason: string,
): Promise<number> {
  const units = await tx.query<{ id: string }>(
    'select id from inventory.unit where org_id = ? and project_id = ? and assigned_org_id = ?',
    [guest.hostId, guest.projectId, guest.guestOrgId],
  );
  const isOwnTenant = event.orgId === guest.hostId;
  const moved = await moveUnits(tx, {
    orgId: guest.hostId,
    unitIds: units.map((unit) => unit.id),
    toOrgId: null,
    // Who ended another Organisation, and from where, is no business of the host's.
    actor: isOwnTenant ? event.actor : { kind: 'system' },
    onBehalfOf: null,
    personal: isOwnTenant ? event.personal : {},
    reason,
  });
  return moved.length;
}
