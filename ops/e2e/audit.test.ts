import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { faultsOf } from './accessibility.ts';
import { Stage } from './stage.ts';

let stage: Stage;
let page: Page;
beforeAll(async () => {
  stage = await Stage.open();
  page = await stage.personAt('nadia@halden-reyes.example');
}, 120_000);
afterAll(() => stage?.close());

async function download(name: string): Promise<string> {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name }).click()]);
  const path = join(stage.folder, file.suggestedFilename());
  await file.saveAs(path);
  return path;
}

it('UI-11 ID-71 ID-73 the Owner filters the log in the address, exports it, verifies it, and proves it with what the page gives', async () => {
  await page.goto(stage.address('/w/halden-reyes/audit'));
  await page.locator('.o-tbl time').first().waitFor();
  expect(await faultsOf(page)).toEqual([]);
  await page.getByRole('button', { name: 'Verify' }).click();
  await page.getByRole('heading', { name: /^Verified/ }).waitFor();
  const proof = await download('Download the proof');
  const checker = await download('Download the checker');
  const fingerprint = (await page.locator('.o-fingerprint').textContent())!.replaceAll(' ', '');
  const { stdout } = await promisify(execFile)(process.execPath, [checker, proof, '--fingerprint', fingerprint], {
    cwd: stage.folder,
    env: {},
  });
  expect(stdout).toMatch(/^PROVED: the audit log of Halden/);
  await page.getByRole('combobox', { name: 'What' }).selectOption('audit.exported');
  await page.waitForURL(/what=audit\.exported/);
  await expect.poll(() => page.locator('.o-tbl .o-did').allTextContents()).toEqual(['Exported the log']);
  const csv = await readFile(await download('Export as CSV'), 'utf8');
  expect(csv.trimEnd().split('\r\n')).toHaveLength(2);
  await page.reload();
  await page.locator('.o-tbl .o-did').first().waitFor();
  await page.goto(stage.address('/w/halden-reyes/audit'));
  await page.getByRole('combobox', { name: 'Who' }).selectOption({ label: 'System and payments' });
  await page.waitForURL(/who=system/);
  const others = async () =>
    (await page.locator('.o-tbl .o-who').allTextContents()).filter((who) => !['System', 'Payments'].includes(who));
  await expect.poll(others).toEqual([]);
  await page.locator('.o-tbl .o-who', { hasText: 'System' }).first().waitFor();
  // A guest's person is in the log, and so among those who can be asked for.
  await page.getByRole('combobox', { name: 'Who' }).selectOption({ label: 'Jonas Weller' });
  const search = page.getByRole('searchbox', { name: 'Unit, buyer, person…' });
  await search.fill('Blue Heron');
  await page.waitForURL(/q=Blue/);
  await page.locator('.o-expand').first().click();
  await page.getByRole('link', { name: 'All about this subject' }).click();
  await page.waitForURL((url) => url.searchParams.has('subject') && url.searchParams.size === 1);
  await expect.poll(() => search.inputValue()).toBe('');
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.waitForURL((url) => url.search === '');
});

it('DES-9 ID-73 letters that are typed at once are all there and reach the address, on the board and, on a phone, in the log', async () => {
  await page.goto(stage.address('/w/halden-reyes/p/aurelia-creek/board'));
  await page.locator('[role=gridcell]').first().waitFor();
  await page.getByRole('searchbox').pressSequentially('penthouse sea view');
  expect(await page.getByRole('searchbox').inputValue()).toBe('penthouse sea view');
  await page.waitForURL((url) => [...url.searchParams.values()].includes('penthouse sea view'));
  const phone = await page.context().newPage();
  await phone.setViewportSize({ width: 390, height: 844 });
  await phone.goto(stage.address('/w/halden-reyes/audit'));
  await phone.getByRole('searchbox').pressSequentially('audit.exported');
  await phone.waitForURL((url) => url.searchParams.get('q') === 'audit.exported');
  await phone.close();
}, 60_000);

it('ID-31 UI-4 the Owner looks at a project as an agency sees it, changes nothing, and leaves by Escape', async () => {
  await page.goto(stage.address('/w/halden-reyes/p/aurelia-creek/allocation'));
  const agency = page.locator('.o-rail section', { has: page.getByRole('button', { name: /Blue Heron/ }) }).first();
  await agency
    .getByRole('button', { name: /Blue Heron/ })
    .first()
    .click();
  await page.getByRole('menuitem', { name: /^View as Blue Heron/ }).click();
  const banner = page.locator('.o-viewing');
  await banner.waitFor();
  await page.waitForURL(/\/board$/);
  await page.locator('[role=gridcell]').first().waitFor();
  expect(await banner.textContent()).toContain('Blue Heron');
  expect(await page.getByRole('link', { name: 'Allocation' }).count()).toBe(0);
  expect(await page.getByRole('link', { name: 'Audit log' }).count()).toBe(0);
  expect(await faultsOf(page)).toEqual([]);
  await page.reload();
  await banner.waitFor();
  await page.keyboard.press('Escape');
  await banner.waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Allocation' }).first().waitFor();
});
