import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { IdentityWorld } from '../testing/identity-world.ts';
import { sendMail } from './identity-mails.ts';

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
