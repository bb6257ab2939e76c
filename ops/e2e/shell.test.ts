import { afterAll, beforeAll, expect, it } from 'vitest';
import { faultsOf } from './accessibility.ts';
import { cell, reserve } from './board.ts';
import { Stage } from './stage.ts';

const PROJECT = '/w/halden-reyes/p/aurelia-creek';
const FOCUSED = `document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent`;

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
}, 120_000);
afterAll(() => stage?.close());

it('UI-12 DES-7 the palette jumps to a unit, the list of keys opens and closes by keys, and the focus is where it was', async () => {
  const lina = await stage.personAt('lina@halden-reyes.example', `${PROJECT}/board`);
  await cell(lina, '31-03').focus();
  const before = await lina.evaluate(FOCUSED);
  await lina.keyboard.press('?');
  const dialog = lina.getByRole('dialog');
  await dialog.getByText('Reserve the unit').waitFor();
  expect(await faultsOf(lina)).toEqual([]);
  await lina.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await expect.poll(() => lina.evaluate(FOCUSED)).toBe(before);

  // As on a machine that is busy: what is typed right behind the shortcut must all arrive.
  const machine = await lina.context().newCDPSession(lina);
  await machine.send('Emulation.setCPUThrottlingRate', { rate: 10 });
  await lina.keyboard.press('Control+k');
  await lina.keyboard.type('12-03');
  await machine.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  await dialog.getByRole('button', { name: /12-03/u }).first().waitFor();
  await lina.keyboard.press('Enter');
  await lina.locator('aside.o-panel').getByText('12-03').first().waitFor();
  expect(new URL(lina.url()).searchParams.get('unit')).toBe('12-03');
  await lina.goBack();
  await expect.poll(() => new URL(lina.url()).searchParams.get('unit')).not.toBe('12-03');
}, 60_000);

it('UI-12 DES-5 DES-6 an open board says that it is offline and how old it is, catches up by itself, and takes a reservation back from its toast', async () => {
  const lina = await stage.personAt('lina@halden-reyes.example', `${PROJECT}/board`);
  const aleksey = await stage.personAt('aleksey@halden-reyes.example', `${PROJECT}/board`);
  for (const page of [lina, aleksey]) {
    await cell(page, '31-03').waitFor();
    await page.getByText(/^Live/u).waitFor();
  }
  await lina.context().setOffline(true);
  await lina.getByText(/^You are offline\. The board shows how it was .+ ago/u).waitFor();

  await reserve(aleksey, '31-03', 'Irina Volkova', 'Website');
  expect(await cell(lina, '31-03', 'eserved').count()).toBe(0);

  await lina.context().setOffline(false);
  await cell(lina, '31-03', 'eserved').waitFor();
  await lina.getByText(/^You are offline/u).waitFor({ state: 'detached' });

  await aleksey.getByRole('button', { name: 'Undo', exact: true }).click();
  for (const page of [aleksey, lina]) await cell(page, '31-03', 'vailable').waitFor();
}, 90_000);

it('UI-12 ID-23 a further workspace starts as Free Guest and leads to a plan; the switcher goes from one to the other', async () => {
  const nadia = await stage.personAt('nadia@halden-reyes.example', '/workspaces');
  await nadia.getByRole('button', { name: 'Create new workspace' }).click();
  const dialog = nadia.getByRole('dialog');
  await dialog.getByLabel('Company').fill('Amber Living');
  await dialog.getByRole('button', { name: /^Create/u }).click();
  await nadia.waitForURL(/\/w\/amber-living\/plan/u);
  await nadia.getByText('Free Guest', { exact: true }).first().waitFor();
  await nadia.getByRole('button', { name: 'Workspace: Amber Living' }).click();
  await nadia.getByRole('menuitem', { name: /Halden & Reyes/u }).click();
  await nadia.waitForURL(/\/w\/halden-reyes/u);
  await nadia.getByRole('button', { name: 'Workspace: Halden & Reyes (Demo)' }).waitFor();
}, 60_000);
