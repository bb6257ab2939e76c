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

/** Lets the plan of the demo's house hold so much from now on. */
async function limitTo(limits: object): Promise<void> {
  for (const subgraph of ['identity', 'inventory'])
    await database.query(
      `update ${subgraph}.entitlement_mirror set limits = limits || $1
       where org_id = (select id from identity.organisation where slug = 'halden-reyes')`,
      [limits],
    );
}

it('BIL-23 UI-15 the Owner chooses who goes on when the plan has fewer seats; whoever does not reads so on each page with who can change it', async () => {
  await limitTo({ teamMembers: 2, guestOrganisations: 1 });
  const nadia = await stage.personAt('nadia@halden-reyes.example', `${WORKSPACE}/plan`);
  const card = nadia.getByRole('region', { name: 'What stays' });
  await card.getByText('Read-only: Lina Haddad').waitFor();
  await card.getByText('Read-only: Nordkai Partners (Demo)').waitFor();
  await card.getByRole('button', { name: 'Choose what stays' }).click();
  const dialog = nadia.getByRole('dialog');
  const people = dialog.getByRole('group', { name: /People/u });
  expect(await people.getByRole('checkbox', { name: /Nadia/u }).isDisabled()).toBe(true);
  await people.getByText('Lina Haddad').click();
  await people.getByText('3 of 2 stay').waitFor();
  expect(await dialog.getByRole('button', { name: 'Save the choice' }).isDisabled()).toBe(true);
  expect(await faultsOf(nadia)).toEqual([]);
  await people.getByText('Aleksey Morozov').click();
  await dialog.getByRole('button', { name: 'Save the choice' }).click();
  await dialog.waitFor({ state: 'detached' });
  await card.getByText('Read-only: Aleksey Morozov').waitFor();
  expect(await faultsOf(nadia)).toEqual([]);
  await nadia.goto(stage.address(`${WORKSPACE}/team`));
  const row = nadia.getByRole('row').filter({ hasText: 'Aleksey' });
  await row.getByText('Read-only · beyond your plan').waitFor();

  const aleksey = await stage.personAt('aleksey@halden-reyes.example', WORKSPACE);
  const banner = aleksey.getByText('Nadia Rahman can choose whose seats stay.');
  await banner.waitFor();
  await aleksey.getByRole('heading', { name: 'Aurelia Creek' }).click();
  await aleksey.getByRole('gridcell').first().waitFor();
  expect(await faultsOf(aleksey)).toEqual([]);
  await limitTo({ teamMembers: 3, guestOrganisations: null });
  await aleksey.reload();
  await aleksey.getByRole('gridcell').first().waitFor();
  expect(await banner.count()).toBe(0);
}, 60_000);

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
