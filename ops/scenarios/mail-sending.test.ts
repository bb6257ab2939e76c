import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { ManualClock } from '@offplan/kernel/clock';
import { SubgraphDatabase } from '@offplan/kernel/database/subgraph-database';
import { databaseUrlFor } from '@offplan/kernel/database/subgraph-roles';
import { uuidv7 } from '@offplan/kernel/ids';
import { silentLogger } from '@offplan/kernel/logging';
import { MAIL_ATTEMPTS, MAIL_KEPT, MailSender, POLL_MILLISECONDS, SUPPRESSION } from '@offplan/kernel/mail/mail-sender';
import { MailSeal } from '@offplan/kernel/mail/seal-values';
import { SmtpTransport } from '@offplan/kernel/mail/smtp-transport';
import { ROLES_PASSWORD } from '@offplan/kernel/testing/roles-password';
import { migratedDatabase } from '@offplan/kernel/testing/worker-database';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, it, vi } from 'vitest';
import { caughtMails, startMailCatcher } from '../mail-catcher/start-mail-catcher.ts';
import { plainMails } from '../testing/plain-mails.ts';
import { freePort } from '../testing/start-product.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const sealKey = randomBytes(32).toString('base64');
const seal = new MailSeal(sealKey);

let databaseUrl: string;
let admin: Client;
let clock: ManualClock;
let db: SubgraphDatabase;
let orgId: string;
/** Of each test its own: by it, its mails are told from those of others. */
let from: string;
const ends: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  databaseUrl = await migratedDatabase();
  admin = new Client({ connectionString: databaseUrl });
  await admin.connect();
  clock = new ManualClock(new Date());
  db = await SubgraphDatabase.open({
    url: databaseUrlFor(databaseUrl, 'identity_app', ROLES_PASSWORD),
    schema: 'identity',
    entities: [],
    pool: 4,
    clock,
    mailSeal: seal,
  });
});
beforeEach(() => {
  clock.set(new Date());
  orgId = uuidv7();
  from = `no-reply@${randomBytes(6).toString('hex')}.example`;
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  await admin.query('delete from identity.mail');
  await admin.query('delete from identity.mail_suppression');
});
afterAll(async () => {
  await db.close();
  await admin.end();
});

function startSender(smtpUrl: string = inject('mailCatcher').smtpUrl): MailSender {
  const transport = new SmtpTransport({ url: smtpUrl, from: `offplan <${from}>` });
  const sender = new MailSender({
    url: databaseUrlFor(databaseUrl, 'identity_mailer', ROLES_PASSWORD),
    subgraph: 'identity',
    mails: plainMails(seal),
    transport,
    clock,
    logger: silentLogger,
    afterEvents: () => {},
  });
  db.onMails(() => sender.wake());
  sender.start();
  ends.push(async () => {
    await sender.stop();
    await transport.close();
  });
  return sender;
}

/** Queues a mail as a use case does. Resolves with its id. */
function queue(to: string, subject: string, template = 'notice'): Promise<string> {
  return db.transaction({ orgId }, (tx) => tx.mail({ template, to, locale: 'en', orgId, values: { subject } }));
}

async function mailOf(id: string): Promise<Record<string, any>> {
  return (await admin.query('select * from identity.mail where id = $1', [id])).rows[0];
}

async function reaches(id: string, state: string): Promise<Record<string, any>> {
  await vi.waitUntil(async () => (await mailOf(id)).state === state, { timeout: 15_000, interval: 20 });
  return mailOf(id);
}

async function eventsAbout(id: string): Promise<Record<string, any>[]> {
  const { rows } = await admin.query(
    'select type, org_id, data, personal, actor from identity.event where subject_id = $1 order by position',
    [id],
  );
  return rows;
}

const caught = () => caughtMails(inject('mailCatcher').url, { from });

it('GRO-10 a committed mail goes out at once; then its content is wiped, and an event says that it was sent', async () => {
  startSender();
  // Were it not woken, each but the first would wait for its next look.
  const began = performance.now();
  for (const nth of [1, 2, 3]) await reaches(await queue('omar@halden.example', `Before, ${nth}`), 'sent');
  const id = await queue('leila@halden.example', 'Hello');
  const row = await reaches(id, 'sent');
  expect(performance.now() - began).toBeLessThan(3 * POLL_MILLISECONDS);
  expect(row).toMatchObject({ sealed: null, next_attempt_at: null, attempts: 1, last_error: null });
  const mail = (await caught()).at(-1);
  expect(mail).toMatchObject({ to: ['leila@halden.example'], subject: 'Hello', template: 'notice' });
  expect(mail!.messageId).toBe(`<${id}@${from.split('@')[1]}>`);
  expect(row.message_id).toBe(mail!.messageId);
  expect(await eventsAbout(id)).toEqual([
    {
      type: 'mail.sent',
      org_id: orgId,
      actor: { kind: 'system' },
      data: { template: 'notice', before: { state: 'queued' }, after: { state: 'sent' }, attempts: 1 },
      personal: { email: 'leila@halden.example' },
    },
  ]);
});

it('GRO-10 several senders share the work, and no mail goes out twice', async () => {
  const subjects = Array.from({ length: 60 }, (_, index) => `Mail ${index}`);
  for (const subject of subjects) await queue('nadia@halden.example', subject);
  for (let count = 0; count < 3; count += 1) startSender();
  await vi.waitUntil(
    async () =>
      (await admin.query(`select count(*)::int as n from identity.mail where state = 'sent'`)).rows[0].n === 60,
    { timeout: 20_000, interval: 50 },
  );
  expect((await caught()).map(({ subject }) => subject).sort()).toEqual([...subjects].sort());
});

it('GRO-10 kill -9 in the middle of sending: no mail is lost, at most one is doubled for each crash, under one Message-ID', async () => {
  const kills = 3;
  const ids: string[] = [];
  // Every third address answers after two seconds: in that time the mail has been handed over and nobody has written it down.
  for (let index = 0; index < 9; index += 1)
    ids.push(
      await queue(index % 3 === 1 ? `slow${index}@halden.example` : `b${index}@halden.example`, `Mail ${index}`),
    );
  for (let crash = 0; crash < kills; crash += 1) {
    const child = sendingProcess();
    const before = (await caught()).length;
    await vi.waitUntil(async () => (await caught()).length > before + (crash === 0 ? 1 : 0), {
      timeout: 20_000,
      interval: 10,
    });
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
  }
  sendingProcess();
  for (const id of ids) await reaches(id, 'sent');
  const arrived = (await caught()).map(({ messageId }) => messageId);
  expect(new Set(arrived)).toEqual(new Set(ids.map((id) => `<${id}@${from.split('@')[1]}>`)));
  expect(arrived.length).toBeLessThanOrEqual(ids.length + kills);
  expect(arrived.length).toBeGreaterThan(ids.length);
}, 60_000);

it('GRO-10 a mailbox that is busy gets its mail at the next attempt, a minute later', async () => {
  const sender = startSender();
  const id = await queue(`busy${from.slice(9, 15)}@halden.example`, 'Again');
  await vi.waitUntil(async () => (await mailOf(id)).attempts === 1, { timeout: 5_000 });
  expect(await mailOf(id)).toMatchObject({ state: 'queued', last_error: '451 4.2.1' });
  expect((await mailOf(id)).next_attempt_at.getTime() - clock.now().getTime()).toBe(MINUTE);
  clock.advance(MINUTE);
  sender.wake();
  expect(await reaches(id, 'sent')).toMatchObject({ attempts: 2, sealed: null });
});

it('GRO-10 a mailbox that stays busy is given up after a day of attempts, and an event says so', async () => {
  const sender = startSender();
  const began = clock.now().getTime();
  const id = await queue('never@halden.example', 'Never');
  for (let attempt = 1; attempt < MAIL_ATTEMPTS; attempt += 1) {
    await vi.waitUntil(async () => (await mailOf(id)).attempts === attempt, { timeout: 5_000, interval: 10 });
    clock.set((await mailOf(id)).next_attempt_at);
    sender.wake();
  }
  expect(await reaches(id, 'failed')).toMatchObject({ attempts: MAIL_ATTEMPTS, sealed: null, last_error: '451 4.2.1' });
  expect((clock.now().getTime() - began) / HOUR).toBeGreaterThan(24);
  expect((clock.now().getTime() - began) / HOUR).toBeLessThan(25);
  expect((await eventsAbout(id)).map(({ type, data }) => [type, data.reason])).toEqual([['mail.failed', '451 4.2.1']]);
});

it('GRO-10 an address that does not exist is suppressed for 30 days; a mail that somebody waits for tries it once a day', async () => {
  const sender = startSender();
  const address = 'refused@halden.example';
  const first = await queue(address, 'First');
  expect(await reaches(first, 'bounced')).toMatchObject({ last_error: '550 5.1.1', sealed: null });
  expect((await eventsAbout(first))[0]).toMatchObject({
    type: 'mail.bounced',
    data: { reason: '550 5.1.1' },
    personal: { email: address },
  });
  const stored = await admin.query('select m::text as text from identity.mail_suppression m');
  expect(stored.rows).toHaveLength(1);
  expect(stored.rows[0].text).not.toContain('refused');

  const second = await queue(address, 'Second');
  expect(await reaches(second, 'suppressed')).toMatchObject({ attempts: 0, sealed: null });
  expect((await eventsAbout(second)).map(({ type }) => type)).toEqual(['mail.suppressed']);
  await reaches(await queue(address, 'Too early', 'asked'), 'suppressed');

  clock.advance(DAY);
  await reaches(await queue(address, 'A day later, unasked'), 'suppressed');
  await reaches(await queue(address, 'A day later, asked for', 'asked'), 'bounced');
  await reaches(await queue(address, 'Once a day only', 'asked'), 'suppressed');

  clock.advance(SUPPRESSION);
  sender.wake();
  await reaches(await queue(address, 'After 30 days'), 'bounced');
});

it('GRO-10 an address that works again is heard of again', async () => {
  startSender();
  const address = 'returned@halden.example';
  await admin.query(
    `insert into identity.mail_suppression (address_hash, since, until, last_tried_at) values ($1, $2, $3, $2)`,
    [seal.hashAddress(address), new Date(clock.now().getTime() - 2 * DAY), new Date(clock.now().getTime() + 28 * DAY)],
  );
  await reaches(await queue(address, 'Unasked'), 'suppressed');
  await reaches(await queue(address, 'Asked for', 'asked'), 'sent');
  await reaches(await queue(address, 'Unasked again'), 'sent');
  expect((await caught()).map(({ subject }) => subject)).toEqual(['Asked for', 'Unasked again']);
});

it('GRO-10 a server that refuses what a mail says does not silence the address', async () => {
  startSender();
  expect(await reaches(await queue('unwanted@halden.example', 'Spam'), 'bounced')).toMatchObject({
    last_error: '554 5.7.1',
  });
  expect((await admin.query('select from identity.mail_suppression')).rows).toEqual([]);
});

it('GRO-10 while the mail server is away mails wait; when it is back all arrive, in their order, without a lost attempt', async () => {
  const smtpPort = await freePort();
  const subjects = Array.from({ length: 12 }, (_, index) => `Mail ${index}`);
  startSender(`smtp://127.0.0.1:${smtpPort}`);
  const ids: string[] = [];
  for (const subject of subjects) ids.push(await queue('nadia@halden.example', subject));
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect((await admin.query('select distinct state, attempts from identity.mail')).rows).toEqual([
    { state: 'queued', attempts: 0 },
  ]);
  const catcher = await startMailCatcher({ folder: null, port: 0, smtpPort });
  ends.push(() => catcher.stop());
  for (const id of ids) await reaches(id, 'sent');
  expect((await caughtMails(catcher.url)).map(({ subject }) => subject)).toEqual(subjects);
  expect((await admin.query('select distinct attempts from identity.mail')).rows).toEqual([{ attempts: 1 }]);
});

it('GRO-10 a mail server that stays away for more than a day: its mails are given up, and say so', async () => {
  startSender(`smtp://127.0.0.1:${await freePort()}`);
  const id = await queue('nadia@halden.example', 'Waited in vain');
  clock.advance(26 * HOUR);
  expect(await reaches(id, 'failed')).toMatchObject({ sealed: null });
  expect((await eventsAbout(id)).map(({ type }) => type)).toEqual(['mail.failed']);
});

it('GRO-10 a server on another machine is told nothing before the connection is encrypted', async () => {
  // An address of this machine that is not the one by which it calls itself: for the transport, somebody else's.
  const catcher = await startMailCatcher({ folder: null, port: 0, smtpHost: '127.0.0.2' });
  ends.push(() => catcher.stop());
  const transport = new SmtpTransport({ url: catcher.smtpUrl, from });
  ends.push(() => transport.close());
  const mail = { id: uuidv7(), template: 'notice', to: 'leila@halden.example', subject: 'Secret', html: '', text: '' };
  await expect(transport.send(mail)).rejects.toMatchObject({ name: 'MailNotTaken', reason: 'unreachable' });
  expect(await caughtMails(catcher.url)).toEqual([]);
});

it('security check 34: an address with a line break, a list or a name in it is no address, and reaches nobody', async () => {
  startSender();
  for (const address of [
    'victim@halden.example\r\nBcc: other@halden.example',
    'victim@halden.example, other@halden.example',
    'Victim <victim@halden.example>',
    '"a\\"b"@halden.example',
    'victim@halden.example>\r\nDATA\r\n',
  ])
    expect(await reaches(await queue(address, 'Injected'), 'bounced')).toMatchObject({ last_error: 'not an address' });
  await reaches(await queue('victim@halden.example', 'Harmless\r\nBcc: other@halden.example\r\n\r\nBody'), 'sent');
  const mails = await caught();
  expect(mails.map(({ to, subject }) => [to, subject])).toEqual([
    [['victim@halden.example'], 'Harmless Bcc: other@halden.example  Body'],
  ]);
});

it('security check 37: what became of a mail is forgotten after 90 days, and a silence when it is over', async () => {
  const sender = startSender();
  const bounced = await queue('refused@halden.example', 'Bounced');
  await reaches(bounced, 'bounced');
  clock.advance(SUPPRESSION + 1);
  const later = await queue('leila@halden.example', 'Later');
  await reaches(later, 'sent');
  expect((await admin.query('select from identity.mail_suppression')).rows).toEqual([]);
  expect(await mailOf(bounced)).toBeDefined();
  clock.advance(MAIL_KEPT - SUPPRESSION);
  sender.wake();
  await vi.waitUntil(async () => (await mailOf(bounced)) === undefined, { timeout: 5_000 });
  expect(await mailOf(later)).toMatchObject({ state: 'sent' });
});

it('GRO-10 a mail whose content was changed in the database, or moved from another mail, is not sent', async () => {
  const good = await queue('nadia@halden.example', 'Mine');
  const other = await queue('leila@halden.example', 'Hers');
  await admin.query(
    'update identity.mail set sealed = (select sealed from identity.mail where id = $1) where id = $2',
    [good, other],
  );
  startSender();
  await reaches(good, 'sent');
  await vi.waitUntil(async () => (await mailOf(other)).attempts === 1, { timeout: 5_000 });
  expect(await mailOf(other)).toMatchObject({ state: 'queued', last_error: 'could not be written' });
  expect((await caught()).map(({ to }) => to)).toEqual([['nadia@halden.example']]);
});

function sendingProcess() {
  const options = {
    url: databaseUrlFor(databaseUrl, 'identity_mailer', ROLES_PASSWORD),
    smtpUrl: inject('mailCatcher').smtpUrl,
    from,
    sealKey,
  };
  const child = fork(
    fileURLToPath(new URL('../testing/mail-sender-process.ts', import.meta.url)),
    [JSON.stringify(options)],
    { execArgv: ['--import', 'tsx'], stdio: 'inherit' },
  );
  ends.push(
    () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve(null);
        child.once('exit', resolve);
        child.disconnect();
      }),
  );
  return child;
}
