import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { browserPath } from '../e2e/browser.ts';
import { DEMO_PASSWORD } from '../local/demo/make-demo.ts';
import { ROOT } from '../local/root.ts';
import { type BenchResult, rounded } from './result.ts';

const PORT = 4_950;

/** From `npm start` in an empty data folder, demo data and all, to the first board on a screen. */
export async function cold(): Promise<BenchResult> {
  const folder = await mkdtemp(join(tmpdir(), 'offplan-cold-'));
  const began = performance.now();
  const start = spawn('npm', ['start'], {
    cwd: ROOT,
    env: { ...process.env, OFFPLAN_PORT: String(PORT), OFFPLAN_DATA_DIR: folder },
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  const browser = await chromium.launch(await browserPath());
  try {
    await new Promise<void>((resolve) =>
      start.stdout.on('data', (chunk) => String(chunk).includes('offplan is ready') && resolve()),
    );
    const ready = performance.now() - began;
    const page = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
    await page.goto(`http://app.offplan.localhost:${PORT}/sign-in`);
    await page.fill('input[type=email]', 'nadia@halden-reyes.example');
    await page.fill('input[type=password]', DEMO_PASSWORD);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/w\//);
    await page.goto(`http://app.offplan.localhost:${PORT}/w/halden-reyes/p/aurelia-creek/board`);
    await page.waitForSelector('[role=gridcell]');
    const seconds = (performance.now() - began) / 1_000;
    return {
      name: 'cold',
      ratio: null,
      goal: '< 10 s after installation',
      holds: seconds < 10,
      figures: { secondsToBoard: rounded(seconds), secondsToReady: rounded(ready / 1_000) },
      yardstick: {},
      spread: {},
    };
  } finally {
    await browser.close();
    process.kill(-start.pid!, 'SIGINT');
    await new Promise((resolve) => start.once('exit', resolve));
    await rm(folder, { recursive: true, force: true });
  }
}
