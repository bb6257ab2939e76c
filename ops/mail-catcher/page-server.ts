import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { MAIL_LOCALES, renderSample, SAMPLE_NAMES } from '@offplan/identity/mail-samples';
import type { CaughtMail } from './caught-mail.ts';
import type { Mailbox } from './mailbox.ts';

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const FILES: Record<string, { path: string; type: string }> = {
  '/': { path: file('./page/index.html'), type: 'text/html; charset=utf-8' },
  '/style.css': { path: file('./page/style.css'), type: 'text/css; charset=utf-8' },
  '/page.js': { path: file('./page/page.js'), type: 'text/javascript; charset=utf-8' },
  '/tokens.css': { path: file('../../clients/kit/src/theme/tokens.css'), type: 'text/css; charset=utf-8' },
};
for (const script of ['latin', 'latin-ext', 'cyrillic'])
  FILES[`/inter-${script}.woff2`] = {
    path: file(`../../node_modules/@fontsource-variable/inter/files/inter-${script}-wght-normal.woff2`),
    type: 'font/woff2',
  };

const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src data:; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/** A mail comes from anywhere: nothing in it runs, nothing is loaded from outside, and its links open in a new window. */
const MAIL_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'self'; form-action 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";

/** Serves the page on which a person reads what was caught, and the same as JSON for tests: `GET /api/mails?to=&from=&template=`. */
export function createPageServer(mailbox: Mailbox): Server {
  return createServer((request, response) => {
    answer(mailbox, request, response).catch((fault) => {
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
      response.end(String(fault));
    });
  });
}

async function answer(mailbox: Mailbox, request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('cache-control', 'no-store');
  if (!isThisMachine(request.headers.host)) return send(response, 421, 'text/plain', 'Ask by the name of this machine');
  const url = new URL(request.url ?? '/', 'http://catcher');
  if (request.method === 'DELETE' && url.pathname === '/api/mails') {
    // A header that no other site's page can add without asking first.
    if (request.headers['x-mail-catcher'] !== 'page') return send(response, 403, 'text/plain', 'Only the page may');
    await mailbox.empty();
    return send(response, 204, 'text/plain', '');
  }
  if (request.method !== 'GET') return send(response, 405, 'text/plain', 'GET');
  if (url.pathname === '/api/mails') return sendJson(response, select(mailbox.mails, url.searchParams));
  if (url.pathname === '/api/live') return stream(mailbox, request, response);
  if (url.pathname === '/api/templates') return sendJson(response, { names: SAMPLE_NAMES, locales: MAIL_LOCALES });
  const asset = FILES[url.pathname];
  if (asset) {
    if (url.pathname === '/') response.setHeader('content-security-policy', PAGE_POLICY);
    return send(response, 200, asset.type, await readFile(asset.path));
  }
  const body = await readBody(mailbox, url.pathname);
  if (!body) return send(response, 404, 'text/plain', 'There is no such mail');
  response.setHeader('content-security-policy', MAIL_POLICY);
  return send(response, 200, body.type, body.content);
}

function select(mails: CaughtMail[], wanted: URLSearchParams): CaughtMail[] {
  const [to, from, template] = ['to', 'from', 'template'].map((name) => wanted.get(name)?.toLowerCase());
  return mails.filter(
    (mail) =>
      (!to || mail.to.some((address) => address.toLowerCase() === to)) &&
      (!from || mail.from.toLowerCase() === from) &&
      (!template || mail.template === template),
  );
}

/** `/mails/ID/html|text|source` and `/templates/NAME/LOCALE/html|text|source`. */
async function readBody(mailbox: Mailbox, path: string): Promise<{ type: string; content: string } | null> {
  const [, kind, name, ...rest] = path.split('/');
  const form = rest.at(-1);
  let forms: { html: string; text: string; source: string } | null = null;
  if (kind === 'mails' && rest.length === 1) {
    const entry = mailbox.find(name!);
    forms = entry && { html: entry.mail.html, text: entry.mail.text, source: entry.source };
  }
  if (kind === 'templates' && rest.length === 2) {
    const sample = await renderSample(name!, rest[0]!);
    forms = sample && { ...sample, source: sample.html };
  }
  if (!forms) return null;
  if (form === 'html')
    return { type: 'text/html; charset=utf-8', content: forms.html.replace(/<head>/i, '$&<base target="_blank">') };
  if (form === 'text') return { type: 'text/plain; charset=utf-8', content: forms.text };
  if (form === 'source') return { type: 'text/plain; charset=utf-8', content: forms.source };
  return null;
}

/** Server-sent events: a line for each mail that arrives. */
function stream(mailbox: Mailbox, request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(': here\n\n');
  const stop = mailbox.listen((mail) => response.write(`data: ${mail ? mail.id : ''}\n\n`));
  request.once('close', stop);
}

/** Names of this machine only: another site's name that leads here must not read mails in a visitor's browser. */
function isThisMachine(host: string | undefined): boolean {
  const name = (host ?? '').replace(/:\d+$/, '').toLowerCase();
  return name === 'localhost' || name === '127.0.0.1' || name === '[::1]' || name.endsWith('.localhost');
}

function sendJson(response: ServerResponse, value: unknown): void {
  send(response, 200, 'application/json; charset=utf-8', JSON.stringify(value));
}

function send(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, { 'content-type': type });
  response.end(body);
}
