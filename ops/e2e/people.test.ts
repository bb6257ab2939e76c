import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cell, reserve } from './board.ts';
import { Stage } from './stage.ts';

const PASSWORD = 'granite otter violin 12';
const HOUSE = 'amber-house';
const PROJECT = `/w/${HOUSE}/p/linden-yards`;
const STOCK = [
  'Building;Floor;Unit;Bedrooms;Total area, sqm;Price, AED;Status',
  ...Array.from({ length: 12 }, (_, index) => {
    const floor = Math.floor(index / 3) + 1;
    return `Tower A;${floor};${floor}0${(index % 3) + 1};2;${80 + index};1${index}00000;available`;
  }),
].join('\r\n');

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open({ OFFPLAN_DEMO: 'false' });
}, 120_000);
afterAll(() => stage?.close());

async function join(page: Page, name: string, agency?: string): Promise<void> {
  await page.getByLabel('Name', { exact: true }).fill(name);
  if (agency) await page.getByLabel('Your agency').fill(agency);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('checkbox').check();
  await page.getByRole('button', { name: /^Join / }).click();
  await page.waitForURL(/\/w\//);
}

async function inviteMember(owner: Page, email: string, role?: string): Promise<void> {
  await owner.goto(stage.address(`/w/${HOUSE}/team`));
  await owner.getByRole('button', { name: 'Invite members' }).first().click();
  const dialog = owner.getByRole('dialog');
  await dialog.getByLabel('E-mails').fill(email);
  if (role) await dialog.getByRole('radio', { name: role }).check({ force: true });
  await dialog.getByRole('button', { name: 'Send the invitation' }).click();
  await dialog.getByText('1 of 1 invited').waitFor();
  await dialog.getByRole('button', { name: 'Done' }).click();
}

it('UI-8 ID-1 ID-3 ID-9 ID-22 ID-40 ID-42 ID-53 ID-56 a house from its sign-up to a new Owner: stock, a colleague, an agency, who leaves, who is withdrawn while its board is open, and a log that tells it all and verifies', async () => {
  // Nadia signs up; nothing exists until she clicks in her mail.
  const nadia = await stage.newPage();
  // She is faster than the page learns of the check that a person signs up: it waits for that (ID-9).
  await nadia.route('**/graphql**', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    await route.continue();
  });
  await nadia.goto(stage.address('/sign-up'));
  await nadia.getByLabel('Name', { exact: true }).fill('Nadia Rahman');
  await nadia.getByLabel('E-mail').fill('nadia@amber.example');
  await nadia.getByLabel('Password').fill(PASSWORD);
  await nadia.getByLabel('Company').fill('Amber House');
  await nadia.getByRole('checkbox').check();
  await nadia.getByRole('button', { name: 'Create workspace' }).click();
  await nadia.getByText('Check your mail').waitFor();
  await nadia.unrouteAll({ behavior: 'wait' });
  await stage.followMail(nadia, 'nadia@amber.example', 'confirm_sign_up');
  await nadia.getByRole('button', { name: 'Confirm and open the workspace' }).click();
  await nadia.waitForURL((url) => url.pathname === `/w/${HOUSE}`);

  // A project with stock, to which the first day's welcome leads.
  await nadia.getByRole('dialog').getByRole('link', { name: 'Create your first project' }).click();
  await nadia.getByRole('dialog').getByLabel('Name').fill('Linden Yards');
  await nadia
    .getByRole('dialog')
    .getByRole('button', { name: /^Create/ })
    .click();
  await nadia.waitForURL(new RegExp(PROJECT));
  await nadia.goto(stage.address(`${PROJECT}/import`));
  await nadia.setInputFiles('input[type=file]', {
    name: 'stock.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(STOCK),
  });
  await nadia.getByRole('button', { name: /^Import 12 rows/ }).click();
  await nadia.getByText('Written', { exact: true }).first().waitFor();

  // A colleague, a second one who will own the house, and an agency: each in a browser of its own.
  await inviteMember(nadia, 'lina@amber.example');
  const lina = await stage.newPage();
  await stage.followMail(lina, 'lina@amber.example', 'member_invitation');
  await join(lina, 'Lina Haddad');
  await inviteMember(nadia, 'omar@amber.example', 'Admin');
  const omar = await stage.newPage();
  await stage.followMail(omar, 'omar@amber.example', 'member_invitation');
  await join(omar, 'Omar Aziz');
  await nadia.goto(stage.address(`/w/${HOUSE}/guests`));
  await nadia
    .getByRole('button', { name: /^Invite/ })
    .first()
    .click();
  const invite = nadia.getByRole('dialog');
  await invite.getByText('An agency', { exact: true }).click();
  await invite.getByRole('textbox').first().fill('jonas@heron.example');
  await invite.getByRole('button', { name: 'Send the invitation' }).click();
  await invite.getByText('jonas@heron.example').waitFor();
  await nadia.keyboard.press('Escape');
  const jonas = await stage.newPage();
  await stage.followMail(jonas, 'jonas@heron.example', 'guest_invitation');
  await join(jonas, 'Jonas Weller', 'Blue Heron Realty');

  // Each sees what the matrix says: the agent the board and no import, settings or log; the guest its board without a unit.
  await lina.goto(stage.address(`${PROJECT}/board`));
  await cell(lina, '101').waitFor();
  for (const name of ['Import', 'Audit log', 'Settings', 'Guests'])
    expect(await lina.getByRole('link', { name, exact: true }).count(), name).toBe(0);
  await lina.goto(stage.address(`${PROJECT}/import`));
  await lina.getByText('You cannot import units').waitFor();
  await lina.getByText('Ask the Owner, an Admin or a Sales manager.').waitFor();
  // A unit is hers to reserve, and not to sell at once.
  await lina.goto(stage.address(`${PROJECT}/board`));
  await reserve(lina, '101', 'Sofia Lindqvist');
  // An Admin is open to all of it but what is the Owner's alone.
  await omar.goto(stage.address(`/w/${HOUSE}/settings`));
  await omar.getByLabel('Name', { exact: true }).waitFor();
  expect(await omar.getByRole('button', { name: /Hand the ownership over|Close workspace/ }).count()).toBe(0);
  await jonas.goto(stage.address(`${PROJECT}/board`));
  await jonas.getByText('Nothing is assigned to you yet').waitFor();
  expect(await jonas.locator('[role=gridcell]').count()).toBe(0);
  expect(await jonas.getByRole('link', { name: 'Team', exact: true }).count()).toBe(0);
  // From its own house, a Free Guest's, a click on the project leads into the host's, with the guest's badge.
  await jonas.goto(stage.address('/w/blue-heron-realty'));
  await jonas.getByText('Free Guest', { exact: true }).first().waitFor();
  await jonas
    .getByRole('link', { name: /Linden Yards|Open/ })
    .first()
    .click();
  await jonas.waitForURL(new RegExp(PROJECT));
  await jonas.getByText('Guest', { exact: true }).first().waitFor();
  await jonas.goto(stage.address(`/w/${HOUSE}/team`));
  await jonas.getByText('The team is not open to you').waitFor();
  await jonas.goto(stage.address(`${PROJECT}/board`));

  // Nadia gives the agency two units; they appear on its open board, and Jonas reserves one.
  await nadia.goto(stage.address(`${PROJECT}/allocation`));
  for (const number of ['201', '202']) {
    await cell(nadia, number).focus();
    await nadia.keyboard.press('Space');
  }
  await nadia
    .locator('.o-rail section[aria-label="Blue Heron Realty"]')
    .getByRole('button', { name: 'Assign 2 units here' })
    .click();
  for (const number of ['201', '202']) await cell(jonas, number).waitFor();
  await reserve(jonas, '201', 'Irina Volkova');
  await jonas.getByText(/^Live/).waitFor();

  // Lina leaves, with the consequences shown first; her own pages close.
  await lina.goto(stage.address(`/w/${HOUSE}/team`));
  await lina
    .getByRole('row', { name: /Lina Haddad/ })
    .getByRole('button', { name: /Actions for/ })
    .click();
  await lina.getByRole('menuitem', { name: 'Leave workspace' }).click();
  await lina.getByRole('dialog').getByText('Leave Amber House?').waitFor();
  await lina.getByRole('dialog').getByText('Access to 1 project ends').waitFor();
  await lina.getByRole('dialog').getByRole('button', { name: 'Leave workspace' }).click();
  await lina.waitForURL(/\/(workspaces|sign-in)/);
  await lina.goto(stage.address(`${PROJECT}/board`));
  await lina.getByText('This workspace is not open to you').waitFor();
  expect(await lina.locator('[role=gridcell]').count()).toBe(0);

  // The agency is withdrawn while its board is open: within a moment nothing of it is left on the screen.
  await nadia.goto(stage.address(`/w/${HOUSE}/guests`));
  await nadia
    .getByRole('row', { name: /Blue Heron Realty/ })
    .getByRole('button', { name: /More/ })
    .click();
  await nadia.getByRole('menuitem', { name: 'End access' }).click();
  await nadia.getByRole('dialog').getByRole('button', { name: 'End access' }).click();
  await jonas.getByText('This workspace is not open to you').waitFor();
  expect(await jonas.locator('[role=gridcell]').count()).toBe(0);

  // Nadia hands the house to Omar, who takes it by his mail.
  await nadia.goto(stage.address(`/w/${HOUSE}/settings`));
  await nadia.getByRole('button', { name: 'Hand the ownership over' }).click();
  await nadia.getByRole('dialog').getByLabel('New Owner').selectOption({ label: 'Omar Aziz · Admin' });
  await nadia.getByRole('dialog').getByRole('button', { name: 'Send the offer' }).click();
  await nadia.getByText('Offered to Omar Aziz').waitFor();
  await stage.followMail(omar, 'omar@amber.example', 'ownership_offer');
  await omar.getByRole('button', { name: 'Become the Owner' }).click();
  await omar.waitForURL(/\/settings$/);
  await omar.goto(stage.address(`/w/${HOUSE}/team`));
  await omar.getByRole('row', { name: /Omar Aziz.*Owner/ }).waitFor();
  await omar.getByRole('row', { name: /Nadia Rahman.*Admin/ }).waitFor();

  // The log tells the story, and proves that nobody has touched it.
  await omar.goto(stage.address(`/w/${HOUSE}/audit`));
  for (const words of [
    /Lina Haddad.*Left the team/,
    /Nadia Rahman.*Ended a guest’s access.*Blue Heron Realty/,
    /Omar Aziz.*Took over the ownership/,
    /Jonas Weller.*Changed a unit’s status|Jonas Weller.*Reserved a unit/,
  ])
    await omar.getByRole('row', { name: words }).first().waitFor();
  await omar.getByRole('button', { name: 'Verify', exact: true }).click();
  await omar.getByText(/entries, none altered or missing/).waitFor();
}, 240_000);
