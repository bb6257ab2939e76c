import { execFile } from 'node:child_process';
import { createHash, createPublicKey } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { appendEntries } from '@offplan/identity/append-entries';
import { decodeId, uuidv7 } from '@offplan/kernel/ids';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ApiClient } from '../client/api-client.ts';
import type { TestOrganisation, TestPerson } from '../testing/test-organisation.ts';
import { World } from '../testing/world.ts';

const VERIFIER = fileURLToPath(new URL('../audit-verifier/verify-audit-log.mjs', import.meta.url));
const ENTRIES = 2_600;
const FORMULA = '=HYPERLINK("http://evil.example";"Click")';

let world: World;
let organisation: TestOrganisation;
let agent: TestPerson;
let folder: string;
let files = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'offplan-audit-'));
  world = await World.open();
  organisation = await world.organisation('Exported Estates');
  agent = await organisation.agent('Lina Haddad');
  await settle();
  const orgId = decodeId('org', organisation.id)!;
  // More than two parts, so that the parts must join.
  await world.system.subgraphs.get('identity')!.db.transaction({ orgId }, (tx) =>
    appendEntries(
      tx,
      orgId,
      Array.from({ length: ENTRIES }, (_, index) => ({
        id: uuidv7(),
        source: 'inventory',
        orgId,
        subjectType: 'unit',
        subjectId: uuidv7(),
        seq: 1,
        type: 'unit.status_changed',
        actor: { kind: 'user' as const, id: uuidv7() },
        onBehalfOf: null,
        requestId: null,
        data: { label: `U-${index}`, before: { status: 'available' }, after: { status: 'reserved' } },
        personal: { actorName: index % 2 ? FORMULA : 'Алексей, "Лёша"\nМорозов', note: '@SUM(A1)' },
        piiClass: 'sensitive' as const,
        occurredAt: world.clock.now().toISOString(),
      })),
    ),
  );
});
afterAll(async () => {
  await world?.close();
  await rm(folder, { recursive: true, force: true });
});

async function settle(): Promise<void> {
  await world.until('select not exists (select from identity.outbox)');
  await world.until(
    `select (select max(position) from bus.message) = position from bus.cursor where consumer = 'identity.audit'`,
  );
}

const get = (api: ApiClient, query: string, headers: Record<string, string> = {}) =>
  api.get(`/export/audit?workspace=${organisation.slug}&${query}`, headers);

/** What the customer's own check says of a file. */
async function verifyFile(text: string, ...more: string[]): Promise<{ code: number; output: string }> {
  files += 1;
  const file = join(folder, `${files}.jsonl`);
  await writeFile(file, text);
  return new Promise((resolve) =>
    // Nothing of offplan is in reach of it: an empty environment, another folder.
    execFile(process.execPath, [VERIFIER, file, ...more], { cwd: folder, env: {} }, (fault, stdout, stderr) =>
      resolve({ code: Number(fault?.code ?? 0), output: stdout + stderr }),
    ),
  );
}

it('ID-71 a customer proves an export alone, with the key that stands at a stable address; the export is in the log', async () => {
  const answer = await get(organisation.owner.api, 'format=bundle');
  expect(answer.status).toBe(200);
  expect(answer.headers['content-disposition']).toMatch(
    /^attachment; filename="audit-exported-estates-1-[\d-]+\.jsonl"$/,
  );
  const key = (await world.stranger().get('/.well-known/offplan-audit-key')).text;
  const fingerprint = createHash('sha256')
    .update(createPublicKey(key).export({ type: 'spki', format: 'der' }))
    .digest('hex');
  const { code, output } = await verifyFile(answer.text, '--fingerprint', fingerprint);
  expect(output).toMatch(/^PROVED/);
  expect(output).toContain('The key is the one that you named');
  expect(code).toBe(0);
  const { auditKey } = await organisation.owner.api.data('{ auditKey { publicKey fingerprint } }');
  expect(auditKey).toEqual({ publicKey: key, fingerprint });
  await settle();
  const { organisation: seen } = await organisation.owner.api.data(
    '{ organisation { auditLog(first: 1) { edges { node { action actor { name } details { name value } } } } } }',
  );
  expect(seen.auditLog.edges[0].node).toMatchObject({
    action: 'audit.exported',
    actor: { name: organisation.owner.name },
    details: expect.arrayContaining([{ name: 'format', value: 'bundle' }]),
  });
  // A later export holds what an earlier one ended with.
  const [, head] = /Head: (\d+=[0-9a-f]{64})/.exec(output)!;
  const later = await get(organisation.owner.api, 'format=bundle&fromSeq=2000');
  expect(await verifyFile(later.text, '--expect', head!)).toMatchObject({ code: 0 });
  expect(await verifyFile(later.text, '--expect', `${head!.split('=')[0]}=${'ab'.repeat(32)}`)).toMatchObject({
    code: 1,
    output: expect.stringContaining('another than the one you noted down'),
  });
  expect(await verifyFile(later.text, '--fingerprint', 'ab'.repeat(32))).toMatchObject({
    code: 1,
    output: expect.stringContaining('another key'),
  });
});

it('ID-71 the customer’s check names the first broken entry, however the file was changed', async () => {
  const lines = (await get(organisation.owner.api, 'format=bundle&fromSeq=2500')).text.trimEnd().split('\n');
  const first = lines.findIndex((line) => line.startsWith('{"type":"entry"'));
  const entries = lines.length - first - 1;
  const seqOf = (index: number) => JSON.parse(lines[first + index]!).seq as number;
  const changes: ((all: string[], place: number, index: number) => number | null)[] = [
    (all, place, index) => {
      all.splice(place, 1);
      return seqOf(index);
    },
    (all, place, index) => {
      all.splice(place, 0, all[place]!);
      return seqOf(index) + 1;
    },
    (all, place, index) => {
      all[place] = all[place]!.replace('unit.status_changed', 'unit.status_chanced').replace(
        'audit.exported',
        'audit.expected',
      );
      return all[place] === lines[place] ? null : seqOf(index);
    },
    (all, place, index) => {
      const entry = JSON.parse(all[place]!);
      if (entry.personal.length === 0) return null;
      entry.personal[0].value += ' ';
      all[place] = JSON.stringify(entry);
      return seqOf(index);
    },
    (all, place, index) => {
      const entry = JSON.parse(all[place]!);
      if (entry.personal.length === 0) return null;
      entry.personal.pop();
      all[place] = JSON.stringify(entry);
      return seqOf(index);
    },
    (all, place, index) => {
      if (index + 1 >= entries) return null;
      [all[place], all[place + 1]] = [all[place + 1]!, all[place]!];
      return seqOf(index);
    },
    (all, place, index) => {
      all.splice(place, entries - index);
      return seqOf(index);
    },
  ];
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: entries - 1 }), fc.constantFrom(...changes), async (index, change) => {
      const all = [...lines];
      const broken = change(all, first + index, index);
      fc.pre(broken !== null);
      const { code, output } = await verifyFile(`${all.join('\n')}\n`);
      expect(output).toMatch(new RegExp(`^BROKEN at entry ${broken}:`));
      expect(code).toBe(1);
    }),
    { numRuns: 25 },
  );
  expect(await verifyFile(lines.slice(0, -1).join('\n'))).toMatchObject({
    code: 2,
    output: expect.stringContaining('broke off'),
  });
});

it('ID-73 exports what the filter shows as CSV and as JSON, whole and in order', async () => {
  const json = JSON.parse((await get(organisation.owner.api, 'format=json&what=unit.*')).text);
  expect(json).toHaveLength(ENTRIES);
  expect(json.map(({ seq }: { seq: number }) => seq)).toEqual(
    json.map(({ seq }: { seq: number }) => seq).sort((one: number, other: number) => one - other),
  );
  expect(json[0]).toMatchObject({
    action: 'unit.status_changed',
    subject: { type: 'unit', label: 'U-0' },
    changes: [{ field: 'status', before: 'available', after: 'reserved' }],
  });
  expect(JSON.parse((await get(organisation.owner.api, 'format=json&what=nothing.at_all')).text)).toEqual([]);
  const some = JSON.parse((await get(organisation.owner.api, 'format=json&q=U-259')).text);
  expect(some.map(({ subject }: { subject: { label: string } }) => subject.label)).toEqual([
    'U-259',
    ...Array.from({ length: 10 }, (_, digit) => `U-259${digit}`),
  ]);
  expect(
    JSON.parse((await get(organisation.owner.api, `format=json&who=${agent.userId}`)).text).map(
      (entry: { action: string }) => entry.action,
    ),
  ).toContain('member.joined');
});

it('security check 34: no field of the CSV file is a formula, and quotes, lines and letters of any script survive', async () => {
  const { text } = await get(organisation.owner.api, 'format=csv&what=unit.*');
  const rows = parseCsv(text.replace(/^\ufeff/, ''));
  expect(rows).toHaveLength(ENTRIES + 1);
  expect(new Set(rows.map((row) => row.length))).toEqual(new Set([16]));
  expect(rows.flat().filter((field) => /^[=+\-@\t\r]/.test(field))).toEqual([]);
  expect(rows[1]![5]).toBe('Алексей, "Лёша"\nМорозов');
  expect(rows[2]![5]).toBe(`'${FORMULA}`);
});

/** By RFC 4180, written anew here: the product's own writer must not be what judges it. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    if (quoted === undefined && plain === '' && end === '') break;
    rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain!);
    if (end === '\r\n') rows.push([]);
  }
  return rows.filter((row) => row.length > 0);
}

it('ID-73 ID-31 nobody exports without the right: strangers, agents, other Organisations, other sites', async () => {
  expect((await get(world.stranger(), 'format=csv')).status).toBe(401);
  expect((await get(agent.api, 'format=csv')).status).toBe(403);
  const foreign = await world.organisation('Foreign Estates');
  expect((await get(foreign.owner.api, 'format=csv')).status).toBe(403);
  expect((await get(organisation.owner.api, 'format=csv', { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  expect((await get(organisation.owner.api, 'format=exe')).status).toBe(422);
});

it('security check 16: exports are limited, and the answer says for how long', async () => {
  const statuses: number[] = [];
  let last = await get(organisation.owner.api, 'format=csv&what=none');
  while (last.status === 200 && statuses.length < 40) {
    statuses.push(last.status);
    last = await get(organisation.owner.api, 'format=csv&what=none');
  }
  expect(last.status).toBe(429);
  expect(Number(last.headers['retry-after'])).toBeGreaterThan(0);
});
