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

  await world.until(
    `select count(*) = 2 from identity.audit_entry where org_id = $1 and action = 'mail.sent' and body like '%ownership_offer%'`,
    [orgId],
  );
  const { organisation: seen, verifyAuditLog } = await organisation.owner.api.data(
    '{ organisation { auditLog(first: 5, filter: { action: "mail.sent" }) { edges { node { action } } } } verifyAuditLog { __typename } }',
  );
  // The welcome to the trial may be a third.
  expect(seen.auditLog.edges.length).toBeGreaterThanOrEqual(2);
  expect(verifyAuditLog.__typename).toBe('AuditLogVerified');
  // The links open accounts: they are nowhere but in the mail itself.
  const { rows } = await world.admin.query(
    `select 1 from identity.event where event::text like '%the-token%' union all select 1 from identity.audit_entry where audit_entry::text like '%the-token%'`,
  );
  expect(rows).toEqual([]);
});

it('ID-71 an address that the log keeps of a mail belongs to the account that has it, and can be erased with that person', async () => {
  const host = await world.organisation('Erasable');
  const orgId = decodeId('org', host.id);
  const { inviteMember } = await host.owner.api.data(
    'mutation ($input: InviteMemberInput!) { inviteMember(input: $input) { __typename } }',
    { input: { email: host.owner.email.replace('owner', 'nobody.yet'), role: 'SALES_AGENT' } },
  );
  expect(inviteMember.__typename).toBe('InviteMemberSuccess');
  const known = await world.organisation('Known');
  await host.owner.api.data('mutation ($input: InviteMemberInput!) { inviteMember(input: $input) { __typename } }', {
    input: { email: known.owner.email, role: 'SALES_AGENT' },
  });
  await world.until(
    `select count(*) = 2 from identity.audit_entry where org_id = $1 and action = 'mail.sent' and body like '%member_invitation%'`,
    [orgId],
  );
  const { rows } = await world.admin.query(
    `select p.value, p.person_id from identity.audit_personal p join identity.audit_entry e using (org_id, seq)
     where p.org_id = $1 and e.action = 'mail.sent' and e.body like '%member_invitation%' order by p.seq`,
    [orgId],
  );
  expect(rows).toEqual([
    { value: host.owner.email.replace('owner', 'nobody.yet'), person_id: null },
    { value: known.owner.email, person_id: decodeId('user', known.owner.userId) },
  ]);
});
