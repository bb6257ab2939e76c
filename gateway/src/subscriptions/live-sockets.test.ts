import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { silentLogger } from '@offplan/kernel/logging';
import { afterEach, expect, it } from 'vitest';
import WebSocket from 'ws';
import { LiveSockets, SOCKET_LIMITS, type SocketLimits } from './live-sockets.ts';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** A door for WebSockets where a caller's session names the person and, after a colon, with whose eyes it looks. */
async function door(limits: Partial<SocketLimits>) {
  const sockets = new LiveSockets({
    callers: {
      admit: async (token: string) => {
        const [person, seen] = token.split(':');
        const passport = {
          kind: 'user',
          user: { id: seen ?? person },
          viewedBy: seen ? { id: person } : undefined,
          organisation: { id: 'halden' },
        };
        return { viewer: { passport, signed: '' }, wait: null };
      },
    },
    limits: { ...SOCKET_LIMITS, ...limits },
    logger: silentLogger,
  } as never);
  const server = createServer();
  server.on('upgrade', (request, stream, head) => {
    const { from, session } = request.headers as Record<string, string>;
    const facts = { requestId: 'x', address: from!, userAgent: null };
    sockets.accept(request, stream, head, { token: session ?? null, facts });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  open.push(async () => {
    await sockets.drain();
    await new Promise((resolve) => server.close(resolve));
  });
  /** Connects from an address, as somebody if it says who it is; resolves with what became of it. */
  return (from: string, session?: string) =>
    new Promise<string>((resolve) => {
      const socket = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, 'graphql-transport-ws', {
        headers: { from, ...(session ? { session } : {}) },
      });
      socket.on('unexpected-response', (_, { statusCode }) => resolve(String(statusCode)));
      socket.on('error', () => {});
      socket.on('open', () => (session ? socket.send('{"type":"connection_init"}') : resolve('open')));
      socket.on('message', () => resolve('let in'));
      socket.on('close', (code) => resolve(String(code)));
    });
}

it('GW-33 security check 11: strangers of one network, an IPv6 one counted whole, have few connections; people of it who are signed in are not among them', async () => {
  const connect = await door({ strangers: 3 });
  for (let person = 0; person < 8; person += 1)
    expect(await connect(`2001:db8:1:2::${person}`, `person ${person}`)).toBe('let in');
  const strangers = [];
  for (let count = 0; count < 5; count += 1) strangers.push(await connect(`2001:db8:1:2:${count}::1`));
  expect(strangers).toEqual(['open', 'open', 'open', '503', '503']);
  expect(await connect('2001:db8:1:3::1')).toBe('open');
});

it('GW-33 one person has so many connections wherever they come from, also those that look with the eyes of others', async () => {
  const connect = await door({ perViewer: 3 });
  expect(await connect('203.0.113.1', 'ada')).toBe('let in');
  expect(await connect('203.0.113.2', 'ada:ben')).toBe('let in');
  expect(await connect('203.0.113.3', 'ada:cyd')).toBe('let in');
  expect(await connect('203.0.113.4', 'ada')).toBe('4291');
  expect(await connect('203.0.113.4', 'ada:ben')).toBe('4291');
  expect(await connect('203.0.113.1', 'ben')).toBe('let in');
});
