import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ApiClient } from '../client/api-client.ts';
import { awaitMail, caughtMails } from '../mail-catcher/start-mail-catcher.ts';
import { freePort, type StartedProduct, startProduct } from '../testing/start-product.ts';

const DAY = 86_400_000;
const EMAIL = 'tamar@hourglass.example';

let folder: string;
let product: StartedProduct | null = null;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'offplan-time-'));
});
afterEach(async () => {
  await product?.stop();
  await rm(folder, { recursive: true, force: true });
});

const urlAfter = (words: string) => new RegExp(`${words}[^\\n]*(http://localhost:\\d+)`).exec(product!.output())![1]!;
const timeUrl = () => urlAfter('Travel in time');
const mailUrl = () => urlAfter('Every mail');

const travel = (by: string, headers: Record<string, string> = {}) =>
  fetch(`${timeUrl()}/travel`, { method: 'POST', redirect: 'manual', headers, body: new URLSearchParams({ by }) });

async function time(): Promise<{ now: Date; nextDueAt: Date | null }> {
  const { now, nextDueAt } = (await (await fetch(`${timeUrl()}/api/time`)).json()) as Record<string, string>;
  return { now: new Date(now!), nextDueAt: nextDueAt ? new Date(nextDueAt) : null };
}

/** Signs up in a trial, as the form of the app does it. */
async function signUp(): Promise<ApiClient> {
  const api = new ApiClient(product!.port, 'app.offplan.localhost');
  const answer = await api.post('/auth/sign-up', {
    name: 'Tamar Levin',
    email: EMAIL,
    password: 'violet harbour lantern',
    acceptTerms: true,
    botCheckToken: 'XXXX.DUMMY.TOKEN.XXXX',
    organisation: { name: 'Hourglass', slug: 'hourglass', country: 'AE' },
  });
  expect(answer.status, JSON.stringify(answer.body)).toBe(202);
  const mail = await awaitMail(mailUrl(), { to: EMAIL, template: 'confirm_sign_up' });
  const token = new URL(mail.links[0]!).pathname.split('/').at(-1)!;
  expect((await api.post('/auth/confirm-sign-up', { token })).status).toBe(201);
  return api;
}

it('GRO-2 a person travels in time and watches the whole journey, mails included; the product stays there after a new start', async () => {
  const settings = { port: await freePort(), environment: { OFFPLAN_DEMO: 'false' } };
  product = await startProduct({ dataFolder: folder, ...settings });
  await signUp();
  const first = await time();
  expect(Math.abs(first.now.getTime() - Date.now())).toBeLessThan(60_000);

  // A form of another site moves nothing, and neither does a button that there is not.
  expect((await travel('week', { origin: 'http://elsewhere.example' })).status).toBe(403);
  expect((await travel('decade')).status).toBe(400);
  expect((await time()).now.getTime()).toBeLessThan(first.now.getTime() + DAY);

  // To the next thing that happens: the reminder a week before the end, or the welcome where it is not nine yet.
  expect((await travel('next')).status).toBe(303);
  const { now, nextDueAt } = await time();
  expect(now.getTime()).toBeGreaterThan(first.now.getTime() + 60_000);
  expect(nextDueAt!.getTime()).toBeGreaterThan(now.getTime());
  // Over everything else in big steps: nothing is left out and nothing comes out of its turn.
  for (let week = 0; week < 7; week += 1) expect((await travel('week')).status).toBe(303);
  await awaitMail(mailUrl(), { to: EMAIL, template: 'freeze_tomorrow' });
  const journey = (await caughtMails(mailUrl(), { to: EMAIL })).map(({ template }) => template);
  expect(journey).toEqual([
    'confirm_sign_up',
    'trial_started',
    'trial_seven_days_left',
    'trial_three_days_left',
    'trial_one_day_left',
    'trial_ended',
    'free_guest_one_week',
    'freeze_in_seven_days',
    'freeze_tomorrow',
  ]);

  const page = await (await fetch(timeUrl())).text();
  expect(page).toContain('In the product (UTC)');
  expect(page).toContain('Hourglass');
  expect(page).not.toMatch(/<script/i);
  const there = (await time()).now;
  expect(there.getTime()).toBeGreaterThan(first.now.getTime() + 49 * DAY);

  // Long past its sessions' end: the person signs in again and finds the plan ended and the pages frozen.
  const api = new ApiClient(product.port, 'app.offplan.localhost');
  await api.post('/auth/sign-in', { email: EMAIL, password: 'violet harbour lantern' });
  api.workspace = 'hourglass';
  const { organisation } = await api.data('{ organisation { banners { kind canAct } trialTimeline { key state } } }');
  expect(organisation.banners).toEqual([{ kind: 'FROZEN', canAct: true }]);
  expect(organisation.trialTimeline.every(({ state }: { state: string }) => state === 'DONE')).toBe(true);

  await product.stop();
  product = await startProduct({ dataFolder: folder, ...settings });
  expect((await time()).now.getTime()).toBeGreaterThanOrEqual(there.getTime());
  expect(await caughtMails(mailUrl(), { to: EMAIL })).toHaveLength(journey.length);
}, 180_000);
