import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { IdentityWorld, uuidOf } from '../testing/identity-world.ts';
import { sendMail } from './identity-mails.ts';
import { MAIL_SAMPLES } from './mail-samples.ts';

let world: IdentityWorld;
beforeAll(async () => {
  world = await IdentityWorld.open();
});
afterAll(async () => world?.close());

const LINK = 'http://app.offplan.localhost/reset-password/s3cr3t-t0k3n';
const reset = (to: string) => ({
  to,
  locale: 'ar-AE',
  values: { name: 'Leila', link: LINK, expiresAt: new Date('2026-06-10T10:00:00Z') },
});

it('GRO-10 a mail is written in the transaction of its cause: one that is rolled back has sent none', async () => {
  const { db } = world.subgraph;
  await db.transaction({}, (tx) => sendMail(tx, 'reset_password', reset('kept@offplan.example')));
  const abandoned = db.transaction({}, async (tx) => {
    await sendMail(tx, 'reset_password', reset('abandoned@offplan.example'));
    throw new Error('changed my mind');
  });
  await expect(abandoned).rejects.toThrow('changed my mind');
  expect(await world.mailsTo('kept@offplan.example')).toEqual([
    {
      template: 'reset_password',
      locale: 'ar',
      state: 'queued',
      values: { name: 'Leila', link: LINK, expiresAt: '2026-06-10T10:00:00.000Z' },
    },
  ]);
  expect(await world.mailsTo('abandoned@offplan.example')).toEqual([]);
});

it('GRO-10 the links of a waiting mail are not in the database in the clear, and the service reads neither address nor content', async () => {
  const { db } = world.subgraph;
  await db.transaction({}, (tx) => sendMail(tx, 'reset_password', reset('sealed@offplan.example')));
  const rows = await world.select(`select m::text as text, encode(sealed, 'escape') as bytes from identity.mail m`);
  expect(JSON.stringify(rows)).not.toMatch(/s3cr3t|Leila/);
  const service = new Client({ connectionString: world.appUrl });
  await service.connect();
  for (const column of ['recipient', 'sealed', '*'])
    await expect(service.query(`select ${column} from identity.mail`)).rejects.toThrow('permission denied');
  await expect(service.query(`update identity.mail set state = 'sent'`)).rejects.toThrow('permission denied');
  await expect(service.query('select from identity.mail_suppression')).rejects.toThrow('permission denied');
  await service.end();
});

it('GRO-10 an invitation and an offer to a guest say how far the newest mail about them got, to their own workspace alone', async () => {
  const host = await world.organisation('mail-state');
  const other = await world.organisation('mail-state-other');
  const projectId = await world.project(host.id, 'Palm Residences');
  const { invitation } = await world.invite(host.owner, 'leila@mail-state.example');
  const { inviteGuest } = await world.as(
    host.owner,
    'mutation ($input: InviteGuestInput!) { inviteGuest(input: $input) { ... on InviteGuestSuccess { grant { id } } } }',
    { input: { projectId, email: 'jonas@mail-state.example', capabilities: ['SALES'] } },
  );
  const things = [uuidOf('invitation', invitation.id), uuidOf('grant', inviteGuest.grant.id)];
  const mailAll = async (organisation: { id: string }) => {
    for (const about of things)
      await world.subgraph.db.transaction({}, (tx) =>
        sendMail(tx, 'member_invitation', {
          to: 'leila@mail-state.example',
          locale: 'en',
          orgId: organisation.id,
          about,
          values: MAIL_SAMPLES.member_invitation,
        }),
      );
  };
  const allBecome = (state: string) =>
    world.admin.query(
      `update identity.mail set state = $1, sealed = null, next_attempt_at = null, finished_at = now() where about is not null`,
      [state],
    );
  const states = async () => {
    const { viewer } = await world.as(
      host.owner,
      `{ viewer { workspace { organisation { invitations { edges { node { mailState } } } guestGrants { edges { node { mailState } } } } } } }`,
    );
    const { invitations, guestGrants } = viewer.workspace.organisation;
    return [invitations, guestGrants].map(({ edges }) => edges.map(({ node }: { node: object }) => node));
  };
  const both = (mailState: string) => [[{ mailState }], [{ mailState }]];

  await mailAll(host);
  expect(await states()).toEqual(both('QUEUED'));
  await allBecome('bounced');
  expect(await states()).toEqual(both('BOUNCED'));
  await mailAll(host);
  expect(await states()).toEqual(both('QUEUED'));
  await allBecome('sent');
  // Another tenant's mails about the same ids are none of this workspace's business.
  await mailAll(other);
  expect(await states()).toEqual(both('SENT'));
});
