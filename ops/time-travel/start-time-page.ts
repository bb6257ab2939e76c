import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Pool } from 'pg';
import { readComing, readHappened } from './journal.ts';
import { JUMPS, timePage } from './time-page.ts';
import type { TimeTravel } from './time-travel.ts';

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const FILES: Record<string, { path: string; type: string }> = {
  '/style.css': { path: file('./page/style.css'), type: 'text/css; charset=utf-8' },
  '/tokens.css': { path: file('../../clients/kit/src/theme/tokens.css'), type: 'text/css; charset=utf-8' },
  '/inter.woff2': {
    path: file('../../node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2'),
    type: 'font/woff2',
  },
};
const POLICY =
  "default-src 'none'; style-src 'self'; font-src 'self'; img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const LONGEST_FORM = 1_000;

interface TimePageOptions {
  travel: TimeTravel;
  /** Of the database, past row-level security. */
  admin: Pool;
  /** Names of the subgraphs with an agenda. */
  agendas: readonly string[];
  /** On the loopback address; 0 is any that is free. */
  port: number;
}

/** Serves the page with which a person travels in time, on this machine alone. Rejects when the port is taken. */
export async function startTimePage(options: TimePageOptions): Promise<{ url: string; stop(): Promise<void> }> {
  let fault: string | null = null;
  const server = createServer((request, response) => {
    answer(request, response).catch((problem) => {
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
      response.end(String(problem));
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('x-content-type-options', 'nosniff');
    response.setHeader('referrer-policy', 'same-origin');
    response.setHeader('cache-control', 'no-store');
    if (!isThisMachine(request.headers.host))
      return send(response, 421, 'text/plain', 'Ask by the name of this machine');
    const { pathname } = new URL(request.url ?? '/', 'http://time');
    if (request.method === 'POST' && pathname === '/travel') return travel(request, response);
    if (request.method !== 'GET') return send(response, 405, 'text/plain', 'GET');
    const asset = FILES[pathname];
    if (asset) return send(response, 200, asset.type, await readFile(asset.path));
    if (pathname === '/api/time') return send(response, 200, 'application/json', JSON.stringify(await state()));
    if (pathname !== '/') return send(response, 404, 'text/plain', 'There is no such page');
    response.setHeader('content-security-policy', POLICY);
    const [coming, happened] = [await readComing(options.admin, options.agendas), await readHappened(options.admin)];
    const view = { ...(await state()), realNow: new Date(), coming, happened, fault };
    fault = null;
    return send(response, 200, 'text/html; charset=utf-8', timePage(view));
  }

  async function travel(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // A form of another site's page must not move time here: a browser says where it comes from.
    const { origin, host } = request.headers;
    if (origin && origin !== `http://${host}`) return send(response, 403, 'text/plain', 'Only the page may');
    const by = new URLSearchParams(await readForm(request)).get('by') ?? '';
    if (by !== 'next' && !isJump(by)) return send(response, 400, 'text/plain', 'by: hour, day, week or next');
    try {
      if (isJump(by)) await options.travel.travelTo(new Date(options.travel.now.getTime() + JUMPS[by]));
      else await options.travel.travelToNext();
    } catch (problem) {
      fault = String(problem);
    }
    response.setHeader('location', '/');
    return send(response, 303, 'text/plain', '');
  }

  const state = async () => ({ now: options.travel.now, nextDueAt: await options.travel.nextDueAt() });

  await new Promise<void>((resolve, reject) => {
    server.once('error', (problem) => reject(Object.assign(problem, { setting: 'OFFPLAN_TIME_PORT' })));
    server.listen(options.port, '127.0.0.1', resolve);
  });
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const isJump = (by: string): by is keyof typeof JUMPS => Object.hasOwn(JUMPS, by);

async function readForm(request: IncomingMessage): Promise<string> {
  let form = '';
  for await (const part of request) {
    form += part;
    if (form.length > LONGEST_FORM) break;
  }
  return form;
}

/** Names of this machine only: another site's name that leads here must not read the page in a visitor's browser. */
function isThisMachine(host: string | undefined): boolean {
  const name = (host ?? '').replace(/:\d+$/, '').toLowerCase();
  return name === 'localhost' || name === '127.0.0.1' || name === '[::1]' || name.endsWith('.localhost');
}

function send(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, { 'content-type': type });
  response.end(body);
}
