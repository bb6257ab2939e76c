import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ApiClient } from '../client/api-client.ts';
import { DEMO_PASSWORD } from '../local/demo/make-demo.ts';
import { ROOT } from '../local/root.ts';
import { fillWithDemo } from '../testing/demo-data.ts';
import { freePort, startProduct } from '../testing/start-product.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'offplan-product-'));
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

async function nadia(port: number): Promise<ApiClient> {
  const client = new ApiClient(port, 'app.offplan.localhost');
  expect(
    (await client.post('/auth/sign-in', { email: 'nadia@halden-reyes.example', password: DEMO_PASSWORD })).status,
  ).toBe(200);
  client.workspace = 'halden-reyes';
  return client;
}

const FREE =
  '{ project(by: { slug: "aurelia-creek" }) { id buildings { name board { units { id number isReleased availability { status version } } } } } }';

it('GW-50 a running system opens no connection but the configured ones, and looks nobody up', async () => {
  const record = join(folder, 'connections');
  await fillWithDemo(folder);
  const product = await startProduct({
    dataFolder: folder,
    loader: join(ROOT, 'ops/testing/record-connections.ts'),
    environment: { CONNECTIONS: record },
  });
  const client = await nadia(product.port);
  const feed = client.live('subscription ($id: ID!) { unitsChanged(projectId: $id) { cursor } }', {
    id: (await client.data(FREE)).project.id,
  });
  await feed.opened;
  await feed.close();
  expect(await product.stop()).toBe(0);
  const hosts = new Set(
    (await readFile(record, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => line.split(' ')[1]),
  );
  expect(hosts.size).toBeGreaterThan(0);
  expect([...hosts].filter((host) => !['127.0.0.1', 'localhost', '::1'].includes(host!))).toEqual([]);
}, 120_000);

it('OPS-1 after a power cut in the middle of flips the next start has all that was answered, once, and the audit log verifies', async () => {
  await fillWithDemo(folder);
  const port = await freePort();
  const first = await startProduct({ dataFolder: folder, port });
  const client = await nadia(port);
  const { project } = await client.data(FREE);
  const free = project.buildings
    .flatMap(
      ({
        board,
      }: {
        board: { units: { id: string; isReleased: boolean; availability: { status: string; version: number } }[] };
      }) => board.units,
    )
    .filter(
      (unit: { isReleased: boolean; availability: { status: string } }) =>
        unit.isReleased && unit.availability.status === 'AVAILABLE',
    );
  const input = (unit: { id: string; availability: { version: number } }) => ({
    unitId: unit.id,
    expectedVersion: unit.availability.version,
    to: 'RESERVED',
    buyer: { new: { name: 'Irina', contact: '12345' } },
    channel: 'OTHER',
    isConfirmed: true,
    idempotencyKey: `power-cut-${unit.id}`,
  });
  const FLIP =
    'mutation ($input: FlipUnitInput!) { flipUnit(input: $input) { __typename ... on UserError { message } } }';
  const answered = new Set<string>();
  const racing = free.slice(0, 60).map(async (unit: { id: string; availability: { version: number } }) => {
    const answer = await client.graphql(FLIP, { input: input(unit) }).catch(() => null);
    if (answer?.data?.flipUnit.__typename === 'FlipUnitSuccess') answered.add(unit.id);
  });
  while (answered.size < 10) await new Promise((resolve) => setTimeout(resolve, 1));
  await first.kill();
  await Promise.all(racing);
  expect(answered.size).toBeLessThan(60);

  const second = await startProduct({ dataFolder: folder, port });
  const again = await nadia(port);
  for (const unit of free.slice(0, 60))
    expect((await again.data(FLIP, { input: input(unit) })).flipUnit.__typename).toBe('FlipUnitSuccess');
  for (const unit of free.slice(0, 60)) {
    const { unit: now } = await again.data(
      'query ($id: ID!) { unit(id: $id) { availability { status version } history { edges { node { type } } } } }',
      { id: unit.id },
    );
    expect(now.availability).toEqual({ status: 'RESERVED', version: unit.availability.version + 1 });
    expect(
      now.history.edges.filter(({ node }: { node: { type: string } }) => node.type === 'unit.status_changed'),
    ).toHaveLength(1);
  }
  const entries = async () =>
    (
      await again.data(
        '{ organisation { auditLog(first: 100, filter: { action: "unit.status_changed" }) { edges { node { subject { id } } } } } }',
      )
    ).organisation.auditLog.edges.map(({ node }: { node: { subject: { id: string } } }) => node.subject.id) as string[];
  let seen = await entries();
  for (
    let attempt = 0;
    attempt < 100 && !free.slice(0, 60).every(({ id }: { id: string }) => seen.includes(id));
    attempt += 1
  ) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    seen = await entries();
  }
  for (const { id } of free.slice(0, 60)) expect(seen.filter((one) => one === id)).toHaveLength(1);
  const { verifyAuditLog } = await again.data('{ verifyAuditLog { __typename } }');
  expect(verifyAuditLog.__typename).toBe('AuditLogVerified');
  expect(await second.stop()).toBe(0);
}, 120_000);

it('OPS-1 Ctrl-C leaves no process, and a port that is taken is named with the way out', async () => {
  const product = await startProduct({ dataFolder: folder, environment: { OFFPLAN_DEMO: 'false' } });
  const children = execFileSync('pgrep', ['-P', String(product.process.pid)], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map(Number);
  expect(children.length).toBeGreaterThan(0);
  expect(await product.stop()).toBe(0);
  for (const child of children) expect(() => process.kill(child, 0)).toThrow(/ESRCH/);
  const blocker = createServer().listen(product.port, '127.0.0.1');
  await expect(startProduct({ dataFolder: folder, port: product.port })).rejects.toThrow(
    new RegExp(`Port ${product.port} is taken.*OFFPLAN_PORT`),
  );
  blocker.close();
}, 120_000);
