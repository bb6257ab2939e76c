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
  capabilities: string[];
}

/** Follows identity's guest grants: who may be assigned units, and units of a withdrawn guest go back to the internal pool (ID-53). */
export const guestConsumer: EventConsumer = {
  name: 'guests',
  types: ['guest_grant.accepted', 'guest_grant.withdrawn'],
  async apply(tx, event) {
    const { guestOrgId, projectId, capabilities, guestOrgName, guestOrgSlug } =
      event.data as unknown as GuestGrantFacts;
    const isActive = event.type === 'guest_grant.accepted';
    await tx.query(
      `insert into inventory.guest (org_id, project_id, guest_org_id, name, slug, capabilities, is_active) values (?, ?, ?, ?, ?, ?::text[], ?)
       on conflict (org_id, project_id, guest_org_id) do update set name = excluded.name, slug = excluded.slug, capabilities = excluded.capabilities, is_active = excluded.is_active`,
      [event.orgId, projectId, guestOrgId, guestOrgName, guestOrgSlug, `{${capabilities.join(',')}}`, isActive],
    );
    if (!isActive) await returnToPool(tx, event, projectId, guestOrgId);
  },
};

async function returnToPool(tx: Transaction, event: BusEvent, projectId: string, guestOrgId: string): Promise<void> {
  const units = await tx.query<{ id: string }>(
    'select id from inventory.unit where org_id = ? and project_id = ? and assigned_org_id = ?',
    [event.orgId, projectId, guestOrgId],
  );
  await moveUnits(tx, {
    orgId: event.orgId,
    unitIds: units.map((unit) => unit.id),
    toOrgId: null,
    actor: event.actor,
    onBehalfOf: null,
    personal: event.personal,
    reason: 'guest_withdrawn',
  });
}
