import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../local/root.ts';
import type { CaughtMail } from './caught-mail.ts';

/** A mail catcher that runs. */
export interface MailCatcher {
  /** Where its page is. */
  url: string;
  /** Where it takes mails. */
  smtpUrl: string;
  stop(): Promise<void>;
  /** As by a power cut. */
  kill(): Promise<void>;
}

/**
 * Starts the catcher as a process of its own, which ends with this one. `folder` keeps the mails, null keeps them in memory; a port of 0
 * is any that is free. Throws when a port is taken.
 */
export async function startMailCatcher(options: {
  folder: string | null;
  port: number;
  /** Loopback address on which it takes mails. */
  smtpHost?: string;
  smtpPort?: number;
}): Promise<MailCatcher> {
  const child = spawn(
    process.execPath,
    [
      '--import',
      'tsx',
      fileURLToPath(new URL('./main.ts', import.meta.url)),
      JSON.stringify({ smtpHost: '127.0.0.1', smtpPort: 0, ...options }),
    ],
    { cwd: ROOT, env: { ...process.env, NODE_OPTIONS: '' }, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const { port, smtpPort } = await new Promise<{ port: number; smtpPort: number }>((resolve, reject) => {
    child.once('message', (said: { port: number; smtpPort: number; fault?: object & { message: string } }) =>
      said.fault ? reject(Object.assign(new Error(said.fault.message), said.fault)) : resolve(said),
    );
    child.once('error', reject);
    void ended.then(() => reject(new Error('The mail catcher did not start')));
  });
  child.unref();
  child.channel?.unref();
  return {
    url: `http://localhost:${port}`,
    smtpUrl: `smtp://${options.smtpHost ?? '127.0.0.1'}:${smtpPort}`,
    async stop() {
      child.ref();
      if (child.connected) child.disconnect();
      await ended;
    },
    async kill() {
      child.ref();
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** What a catcher has caught, the newest last; `to`, `from` and `template` narrow it. */
export async function caughtMails(
  url: string,
  wanted: { to?: string; from?: string; template?: string } = {},
): Promise<CaughtMail[]> {
  const answer = await fetch(`${url}/api/mails?${new URLSearchParams(wanted)}`);
  if (!answer.ok) throw new Error(`The mail catcher answered ${answer.status}`);
  return (await answer.json()) as CaughtMail[];
}

/** Waits for a mail that is not `known` yet, for at most ten seconds. Its `links` begin with the one of its button. */
export async function awaitMail(
  url: string,
  wanted: { to: string; from?: string; template: string },
  known: { has(id: string): boolean } = new Set(),
): Promise<CaughtMail> {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    const mail = (await caughtMails(url, wanted)).find(({ id }) => !known.has(id));
    if (mail) return mail;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`No mail ${wanted.template} came to ${wanted.to}`);
}
