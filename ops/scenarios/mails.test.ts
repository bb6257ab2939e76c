import { decodeId } from '@offplan/kernel/ids';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { World } from '../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(async () => world?.close());

it('GRO-10 a mail of a workspace goes from the use case’s transaction to the receiver’s mailbox, and the audit log tells of it', async () => {
  const organisation = await world.organisation('Halden');
  const orgId = decodeId('org', organisation.id)!;
  const { db } = world.system.subgraphs.get('identity')!;
  const link = 'http://app.offplan.localhost/ownership/the-token';
  const values = {
    ownerName: 'Nadia Rahman',
    organisationName: 'Halden & Sons',
    expiresAt: new Date('2026-11-28T10:00:00Z'),
    link,
  };
  for (const locale of ['en', 'ar'] as const)
    await db.transaction({ orgId }, (tx) =>
      tx.mail({ template: 'ownership_offer', to: 'leila@halden.example', locale, orgId, values }),
    );
  const first = await world.mailTo('leila@halden.example', 'ownership_offer');
  expect(first.subject).toBe('Nadia Rahman offers you Halden & Sons');
  expect(first.links[0]).toBe(link);
  expect(first.text).toContain(link);
  expect(first.html).toContain('Halden &amp; Sons');
  const second = await world.mailTo('leila@halden.example', 'ownership_offer');
  expect(second.html).toContain('dir="rtl"');

  await world.until(`select count(*) = 2 from identity.audit_entry where org_id = $1 and action = 'mail.sent'`, [
    orgId,
  ]);
  const { organisation: seen, verifyAuditLog } = await organisation.owner.api.data(
    '{ organisation { auditLog(first: 5, filter: { action: "mail.sent" }) { edges { node { action } } } } verifyAuditLog { __typename } }',
  );
  expect(seen.auditLog.edges).toHaveLength(2);
  expect(verifyAuditLog.__typename).toBe('AuditLogVerified');
  // The links open accounts: they are nowhere but in the mail itself.
  const { rows } = await world.admin.query(
    `select 1 from identity.event where event::text like '%the-token%' union all select 1 from identity.audit_entry where audit_entry::text like '%the-token%'`,
  );
  expect(rows).toEqual([]);
});
