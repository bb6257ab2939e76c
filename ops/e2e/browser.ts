import { existsSync } from 'node:fs';
import type { LaunchOptions } from 'playwright-core';

/** Where Debian and others put it. The one that can do without a screen, and nothing else, works least for the same pages. */
const INSTALLED = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** Calls nobody by itself, and needs no sandbox of the system's. */
const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-dev-shm-usage',
];

/** How to launch a browser: `$CHROMIUM`, else an installed one, else the one that an npm package ships (OPS-2). */
export async function browserPath(): Promise<LaunchOptions> {
  const installed = process.env.CHROMIUM ?? INSTALLED.find((path) => existsSync(path));
  if (installed) return { executablePath: installed, args: ARGUMENTS };
  const { default: shipped } = await import('@sparticuz/chromium');
  return { executablePath: await shipped.executablePath(), args: [...shipped.args, ...ARGUMENTS] };
}
