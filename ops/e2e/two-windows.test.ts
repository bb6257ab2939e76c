import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cell, fillReservation } from './board.ts';
import { Stage } from './stage.ts';

const PROJECT = '/w/halden-reyes/p/aurelia-creek';
/** As a developer would send it: a second building, Russian headings, prices with spaces. */
const PRICE_LIST = [
  'Корпус;Этаж;№ квартиры;Комнат;Площадь общая, м²;Цена;Статус',
  ...Array.from({ length: 24 }, (_, index) => {
    const floor = Math.floor(index / 4) + 2;
    const stack = (index % 4) + 1;
    return `Tower B;${floor};${floor}0${stack};${(index % 3) + 1};${60 + index},5;1 ${200 + index} 000,00;${index === 5 ? 'продано' : 'свободно'}`;
  }),
].join('\r\n');

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
}, 120_000);
afterAll(() => stage?.close());

it('UI-1 UI-2 OPS-1 INV-41 two people in two windows: a price list, a lost race, live boards, a crash in between, and an audit log that tells it all and verifies', async () => {
  const nadia = await stage.personAt('nadia@halden-reyes.example');

  await nadia.goto(stage.address(`${PROJECT}/import`));
  await nadia.setInputFiles('input[type=file]', {
    name: 'tower-b.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(PRICE_LIST),
  });
  await nadia.getByRole('button', { name: /^Import 24 rows/ }).click();
  await nadia.getByText('Written', { exact: true }).first().waitFor();

  const aleksey = await stage.personAt('aleksey@halden-reyes.example');
  const lina = await stage.personAt('lina@halden-reyes.example');
  for (const page of [aleksey, lina]) {
    await page.goto(stage.address(`${PROJECT}/board`));
    await page
      .getByRole('button', { name: /Tower A/ })
      .first()
      .click();
    await page
      .getByRole('menuitem', { name: /Tower B/ })
      .or(page.getByRole('option', { name: /Tower B/ }))
      .first()
      .click();
    await cell(page, '203').waitFor();
  }

  const [reserveFirst, reserveSecond] = [
    await fillReservation(aleksey, '203', 'Irina Volkova', 'Exhibition'),
    await fillReservation(lina, '203', 'Omar Aziz', 'Exhibition'),
  ];
  await Promise.all([reserveFirst(), reserveSecond()]);
  const conflict = (page: Page) => page.getByText(/(Aleksey|Lina) \w+ just reserved this unit at \d/);
  const loser = await Promise.race([
    conflict(aleksey)
      .waitFor()
      .then(() => aleksey),
    conflict(lina)
      .waitFor()
      .then(() => lina),
  ]);
  const winner = loser === lina ? aleksey : lina;
  expect(await conflict(loser).first().textContent()).toContain(winner === aleksey ? 'Aleksey Morozov' : 'Lina Haddad');
  await loser
    .getByRole('button', { name: /^Close/ })
    .last()
    .click();
  for (const page of [aleksey, lina]) await cell(page, '203', 'eserved').waitFor();

  await stage.restartAfterPowerCut();
  await loser.keyboard.press('Escape');
  await winner.keyboard.press('Escape');
  const reserveAfter = await fillReservation(winner, '304', 'Sofia Lindqvist', 'Exhibition');
  await reserveAfter();
  await cell(loser, '304', 'eserved').waitFor();

  await nadia.goto(stage.address('/w/halden-reyes/audit'));
  await nadia.locator('table').getByText('Came second for a unit').first().waitFor();
  await nadia.locator('table').getByText('Reserved a unit').first().waitFor();
  await nadia.getByRole('button', { name: 'Verify' }).click();
  await nadia.getByText(/entries, none altered or missing/).waitFor();
}, 180_000);
