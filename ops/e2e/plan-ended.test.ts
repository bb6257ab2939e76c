import { startEmbeddedPostgres } from '@offplan/kernel/database/embedded/embedded-postgres';
import { Client } from 'pg';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { faultsOf } from './accessibility.ts';
import { Stage } from './stage.ts';

const WORKSPACE = '/w/halden-reyes';

let postgres: Awaited<ReturnType<typeof startEmbeddedPostgres>>;
let database: Client;
let stage: Stage;
beforeAll(async () => {
  postgres = await startEmbeddedPostgres();
  stage = await Stage.open({ OFFPLAN_DATABASE_URL: postgres.url });
  database = new Client({ connectionString: postgres.url });
  await database.connect();
}, 120_000);
afterAll(async () => {
  await database?.end();
  await stage?.close();
  await postgres?.stop();
});

/** Lets the trial of the demo's house have ended a minute ago, and what is due by then come now. */
async function endTrial(): Promise<void> {
  const { rows } = await database.query(`select id from identity.organisation where slug = 'halden-reyes'`);
  const [{ id }] = rows;
  // Stripe has heard of the trial by now, and what it says counts.
  await expect
    .poll(
      async () =>
        (
          await database.query(
            `update billing.subscription set trial_ends_at = now() - interval '1 minute' where org_id = $1`,
            [id],
          )
        ).rowCount,
      { timeout: 20_000 },
    )
    .toBe(1);
  await database.query(
    `update billing.agenda set due_at = date_trunc('second', now()), not_before = date_trunc('second', now()) where org_id = $1`,
    [id],
  );
  await expect
    .poll(
      async () =>
        (await database.query(`select status from identity.entitlement_mirror where org_id = $1`, [id])).rows[0].status,
      { timeout: 20_000 },
    )
    .toBe('ended');
}

/** A page has its head across its top and its message in the middle below. */
async function expectWhole(page: Page): Promise<void> {
  const width = page.viewportSize()!.width;
  expect(await page.locator('header').boundingBox()).toMatchObject({ x: 0, y: 0, width });
  const { x, width: wide } = (await page.locator('main .o-state').boundingBox())!;
  expect(Math.abs(x + wide / 2 - width / 2)).toBeLessThan(2);
}

const places = (page: Page) =>
  page.getByRole('navigation', { name: 'Main' }).first().getByRole('link').allTextContents();

it('UI-10 UI-13 UI-14 BIL-14 a trial says how long it lasts; when it is over the house is a Free Guest’s, its projects are frozen cards that can be looked at, and a new one says Reactivate', async () => {
  const nadia = await stage.personAt('nadia@halden-reyes.example', WORKSPACE);
  await nadia.getByText(/^TRIAL — 1[34] days left$/u).waitFor();
  expect(await places(nadia)).toContain('Audit log');

  await endTrial();
  await nadia.reload();
  await nadia.getByText('Free Guest', { exact: true }).first().waitFor();
  await nadia.getByText('Your trial ended. Reactivate to publish more projects →').waitFor();
  expect(await nadia.getByText(/^TRIAL/u).count()).toBe(0);
  expect(await places(nadia)).toEqual(['Dashboard', 'Frozen previews', 'Profile', 'Plan & Billing']);
  const card = nadia.locator('article, section, a').filter({ hasText: 'Aurelia Creek — frozen' }).last();
  await card.waitFor();
  await nadia.getByText('Reactivate to edit & publish →').first().waitFor();
  expect(await faultsOf(nadia)).toEqual([]);

  // "+ Create project", the frozen card and a page of before open the lock with the words for whoever was here before (UI-13).
  await nadia.getByRole('button', { name: /Create project/u }).click();
  const lock = nadia.getByRole('dialog');
  await lock.getByRole('heading', { name: 'Reactivate to create more projects' }).waitFor();
  expect(await faultsOf(nadia)).toEqual([]);
  await nadia.keyboard.press('Escape');
  await lock.waitFor({ state: 'detached' });
  await nadia.goto(stage.address(`${WORKSPACE}/audit`));
  await lock.getByRole('heading', { name: 'Reactivate to create more projects' }).waitFor();
  await lock.getByRole('button', { name: 'Close' }).click();
  await nadia.waitForURL(new RegExp(`${WORKSPACE}$`, 'u'));
}, 120_000);

it.each([
  ['suspended', 'is suspended', 'Plan & billing: write to us'],
  ['free_guest_archived', 'is archived', 'Plan & billing: write to us'],
] as const)(
  'ID-26 DES-5 whoever opens a workspace that is %s reads on a whole page what it means and who can settle it',
  async (status, title, way) => {
    await database.query(`update identity.organisation set status = $1 where slug = 'blue-heron'`, [status]);
    for (const viewport of [
      { width: 1440, height: 1000 },
      { width: 390, height: 844 },
    ]) {
      const jonas = await stage.personAt('jonas@blue-heron.example', '/w/blue-heron', { viewport });
      await jonas.getByRole('heading', { name: new RegExp(`${title}$`, 'u') }).waitFor();
      await jonas.getByRole('link', { name: way }).waitFor();
      await expectWhole(jonas);
      expect(await faultsOf(jonas)).toEqual([]);
      await jonas.context().close();
    }
  },
  60_000,
);
