import type { Page } from 'playwright-core';

/** The cell of a unit on the board; `status` is how its label must read besides. */
export const cell = (page: Page, number: string, status = '') =>
  page.locator(`[role=gridcell][aria-label*="${number}"]${status && `[aria-label*="${status}"]`}`).first();

/** Opens the reservation form of a unit in the panel and fills it; the last click is what it resolves with. */
export async function fillReservation(
  page: Page,
  number: string,
  buyer: string,
  channel: 'Agency' | 'Exhibition' | 'Website' = 'Agency',
): Promise<() => Promise<void>> {
  await cell(page, number).click();
  const panel = page.locator('aside.o-panel');
  await panel
    .getByRole('button', { name: /^Reserve/u })
    .first()
    .click();
  await panel.getByText('New', { exact: true }).click();
  await panel.getByLabel('Name').fill(buyer);
  await panel.getByLabel('Phone or e-mail').fill('+971 50 555 0127');
  await panel.getByText(channel, { exact: true }).click();
  await panel.getByRole('checkbox').check();
  const submit = panel.getByRole('button', { name: /^Reserve for/u });
  return () => submit.click();
}

/** Reserves a unit for a new buyer, and waits until the board says so. */
export async function reserve(
  page: Page,
  number: string,
  buyer: string,
  channel?: 'Agency' | 'Website',
): Promise<void> {
  const submit = await fillReservation(page, number, buyer, channel);
  await submit();
  await cell(page, number, 'eserved').waitFor();
}
