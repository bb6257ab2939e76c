import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { faultsOf } from './accessibility.ts';
import { cell } from './board.ts';
import { Stage } from './stage.ts';

const PROJECT = '/w/halden-reyes/p/aurelia-creek';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
}, 120_000);
afterAll(() => stage?.close());

const card = (page: Page, name: string) => page.locator(`.o-rail section[aria-label="${name}"]`);

it('INV-57 INV-54 DES-3 the Owner gives units to an agent by keyboard, changes one in the panel, and hands an agent’s buyers over; the agent’s board follows', async () => {
  const lina = await stage.personAt('lina@halden-reyes.example', `${PROJECT}/board?mine=1`);
  const nadia = await stage.personAt('nadia@halden-reyes.example', `${PROJECT}/allocation`);
  await nadia.getByRole('button', { name: /^Own team/ }).click();
  await card(nadia, 'Lina Haddad').waitFor();
  expect(await faultsOf(nadia)).toEqual([]);

  // A unit of a guest is not the team's to distribute; two of the pool are.
  await cell(nadia, '11-02').click({ force: true });
  for (const number of ['31-08', '31-09']) {
    await cell(nadia, number).focus();
    await nadia.keyboard.press('Space');
  }
  await nadia.getByRole('toolbar').getByText('2 units').waitFor();
  await card(nadia, 'Lina Haddad').getByRole('button', { name: 'Assign 2 units here' }).click();
  await nadia.getByText('2 units assigned to Lina Haddad').waitFor();
  await nadia.locator('[role=gridcell][aria-label*="31-08"][aria-label*="Lina Haddad"]').waitFor();
  await lina.locator('[role=gridcell][aria-label*="31-09"][aria-label*="Lina Haddad"]:not(.o-dim)').waitFor();

  await card(nadia, 'Aleksey Morozov').getByRole('button', { name: /^More/ }).click();
  await nadia.getByRole('menuitem', { name: 'Hand buyers over' }).click();
  const dialog = nadia.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Hand over 10 buyers' }).waitFor();
  expect(await faultsOf(nadia)).toEqual([]);
  await dialog.getByRole('checkbox').first().uncheck();
  await dialog.getByRole('button', { name: 'Hand over 9 buyers' }).click();
  await dialog.getByText('Choose who takes over.').waitFor();
  await dialog.getByLabel('To').selectOption({ label: 'Lina Haddad' });
  await dialog.getByRole('button', { name: 'Hand over 9 buyers' }).click();
  await nadia.getByText('9 buyers handed over to Lina Haddad').waitFor();
  await card(nadia, 'Aleksey Morozov').getByText('1 buyer · 1 own reservation').waitFor();

  await nadia.goto(stage.address(`${PROJECT}/board?unit=31-08`));
  const panel = nadia.locator('aside.o-panel');
  await panel.getByRole('button', { name: 'Agent: Lina Haddad. Change' }).click();
  await nadia.getByRole('menuitemradio', { name: 'Nobody in particular' }).click();
  await panel.getByRole('button', { name: 'Agent: Nobody in particular. Change' }).waitFor();
  await panel.getByText('Nadia Rahman opened it to the whole team').waitFor();

  await nadia.goto(stage.address('/w/halden-reyes/team'));
  await nadia
    .getByRole('row', { name: /Aleksey Morozov/ })
    .getByRole('button', { name: 'Actions for Aleksey Morozov' })
    .click();
  await nadia.getByRole('menuitem', { name: 'Deactivate' }).click();
  await nadia.getByRole('dialog').getByText('36 assigned units move up to Nadia Rahman').waitFor();
  await nadia.getByRole('dialog').getByText('1 buyer stays').waitFor();
}, 120_000);

it('ID-55 the manager of a guest finds the allocation page with its own units and its own people', async () => {
  const jonas = await stage.personAt('jonas@blue-heron.example', `${PROJECT}/board`);
  await jonas.getByRole('link', { name: 'Allocation' }).click();
  await card(jonas, 'Jonas Weller').waitFor();
  expect(await jonas.locator('.o-rail').textContent()).not.toContain('Nadia');
  await cell(jonas, '10-03').click();
  await card(jonas, 'Jonas Weller').getByRole('button', { name: 'Assign 1 unit here' }).click();
  await jonas.getByText('1 unit assigned to Jonas Weller').waitFor();
  expect(await faultsOf(jonas)).toEqual([]);
}, 60_000);
