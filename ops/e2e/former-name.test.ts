import { afterAll, beforeAll, expect, it } from 'vitest';
import { cell } from './board.ts';
import { Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open({}, { withDatabase: true });
}, 120_000);
afterAll(() => stage?.close());

/** Lets the demo's house have had its name for so long that it may change it. */
async function ageName(): Promise<void> {
  await stage.database.query(
    `update identity.organisation set slug_since = slug_since - interval '2 years' where slug = 'halden-reyes'`,
  );
}

it('ID-25 a new name reaches the open pages of a colleague and a guest at once; a link with the former one leads to the same page under the new one', async () => {
  await ageName();
  const board = '/w/halden-reyes/p/aurelia-creek/board?beds=2';
  const lina = await stage.personAt('lina@halden-reyes.example', board);
  const jonas = await stage.personAt('jonas@blue-heron.example', board);
  for (const page of [lina, jonas]) await page.locator('[role=gridcell]').first().waitFor();
  const nadia = await stage.personAt('nadia@halden-reyes.example', '/w/halden-reyes/settings');
  await nadia.getByRole('button', { name: 'Change subdomain' }).click();
  await nadia.getByRole('dialog').getByRole('textbox').fill('halden-living');
  await nadia.getByRole('dialog').getByRole('button', { name: 'Change address' }).click();
  await nadia.waitForURL(/\/w\/halden-living\/settings$/u);
  await nadia.getByText('halden-living').first().waitFor();

  for (const page of [lina, jonas]) {
    await page.waitForURL(/\/w\/halden-living\/p\/aurelia-creek\/board\?beds=2$/u);
    await page.locator('[role=gridcell]').first().waitFor();
  }

  const aleksey = await stage.personAt('aleksey@halden-reyes.example', '/w/halden-reyes/p/aurelia-creek/board?beds=2');
  await aleksey.waitForURL(/\/w\/halden-living\/p\/aurelia-creek\/board\?beds=2$/u);
  await cell(aleksey, '12-').waitFor();
  // The former address is not a step back in the browser's history.
  await aleksey.goBack();
  expect(aleksey.url()).not.toContain('/w/halden-reyes/p/');
}, 120_000);
