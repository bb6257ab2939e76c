import { createServer } from 'node:http';
import { silentLogger } from '@offplan/kernel/logging';
import { expect, it } from 'vitest';
import { remoteSubgraph } from './remote-subgraph.ts';

it('GW-4 a subgraph that refuses requests is still asked, one that fails is left alone for a while', async () => {
  let status = 401;
  let asked = 0;
  const server = createServer((_, response) => {
    asked += 1;
    response.writeHead(status).end('{"data":{"ok":true}}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = remoteSubgraph(
    'billing',
    `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    silentLogger,
  );
  const facts = { requestId: 'r', address: null, userAgent: null };
  const ask = () => client.execute({ query: '{ ok }' }, { passport: 'p', facts });
  try {
    for (let count = 0; count < 10; count += 1) await expect(ask()).rejects.toThrow('does not answer');
    expect(asked).toBe(10);
    status = 200;
    expect(await ask()).toEqual({ data: { ok: true } });
    status = 500;
    for (let count = 0; count < 10; count += 1) await expect(ask()).rejects.toThrow('does not answer');
    expect(asked).toBe(16);
  } finally {
    await client.close();
    server.close();
  }
});
