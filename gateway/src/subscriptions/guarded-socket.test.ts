import { once } from 'node:events';
import { expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { GuardedSocket } from './guarded-socket.ts';

it('GW-33 a client that does not read is cut within a second of passing the bound, whether we send or it does', async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', autoPong: false });
  try {
    await once(server, 'listening');
    const accepted = once(server, 'connection') as Promise<[WebSocket]>;
    const client = new WebSocket(`ws://127.0.0.1:${(server.address() as { port: number }).port}`);
    client.on('error', () => {});
    const [socket] = await accepted;
    await once(client, 'open');
    const guarded = new GuardedSocket(socket, 256 * 1024);
    const taken: string[] = [];
    guarded.onMessage(
      () => true,
      async (text) => void taken.push(text),
    );
    client.send('first');
    await expect.poll(() => taken).toEqual(['first']);
    client.pause();
    const text = 'x'.repeat(64 * 1024);
    while (socket.bufferedAmount <= 256 * 1024) {
      guarded.send(text).catch(() => {});
      await new Promise((resolve) => setImmediate(resolve));
    }
    client.send('second');
    await expect.poll(() => socket.readyState, { timeout: 3_000 }).toBe(WebSocket.CLOSED);
    expect(taken).toEqual(['first']);
    client.terminate();
  } finally {
    server.close();
  }
});
