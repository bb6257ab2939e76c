import { createServer, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { drainable } from './drain-server.ts';

let url: string;
let port: number;
let drain: ReturnType<typeof drainable>;
let asked: Promise<ServerResponse>;
let server: ReturnType<typeof createServer>;
beforeEach(async () => {
  server = createServer();
  drain = drainable(server);
  asked = new Promise((resolve) => server.on('request', (_, response) => resolve(response)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as { port: number }).port;
  url = `http://127.0.0.1:${port}`;
});
afterEach(() => server.closeAllConnections());

it('GW-33 a server that ends answers the request under way, and closes connections that never asked anything', async () => {
  const silent = connect(port, '127.0.0.1');
  const cut = new Promise((resolve) => silent.once('close', resolve));
  const answer = fetch(url).then((response) => response.text());
  const response = await asked;
  const ended = drain();
  await expect(fetch(url)).rejects.toThrow();
  response.end('whole');
  expect(await answer).toBe('whole');
  await ended;
  await cut;
});

it('GW-33 a server that ends does not wait for ever for a request that is not answered', async () => {
  const answer = fetch(url);
  const failed = expect(answer).rejects.toThrow();
  await asked;
  await drain(50);
  await failed;
});
