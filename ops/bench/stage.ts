import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '@offplan/kernel/clock';
import { readSettings } from '@offplan/kernel/config/settings';
import { startEmbeddedPostgres } from '@offplan/kernel/database/embedded/embedded-postgres';
import { decodeId, encodeId, uuidv7 } from '@offplan/kernel/ids';
import { silentLogger } from '@offplan/kernel/logging';
import { MailSeal } from '@offplan/kernel/mail/seal-values';
import { generatePassportKeys } from '@offplan/kernel/passport/passport-keys';
import { Client } from 'pg';
import { ApiClient } from '../client/api-client.ts';
import { ROOT } from '../local/root.ts';
import { migrateAll } from '../processes/migrate-all.ts';
import { type RunningSystem, type SystemOptions, startSystem } from '../processes/start-system.ts';
import { freshSecrets, type LocalTwins, subgraphDefinitions } from '../processes/subgraphs.ts';

export const PASSWORD = 'roles-of-the-bench';
const HOST = 'offplan.localhost';

/** A whole offplan with durable settings of PostgreSQL, for measuring: one Organisation with one project. */
export interface Stage {
  system: RunningSystem;
  /** As superuser. */
  admin: Client;
  databaseUrl: string;
  owner: ApiClient;
  orgId: string;
  projectId: string;
  buildingId: string;
  /** Adds units to the project's building and returns their UUIDs. */
  units(count: number, prefix: string): Promise<string[]>;
  close(): Promise<void>;
}

export async function openStage(
  options: { transport?: SystemOptions['transport']; billing?: LocalTwins['billing'] } = {},
): Promise<Stage> {
  const postgres = await startEmbeddedPostgres({
    settings: { max_connections: 200, fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' },
  });
  const settings = readSettings({ OFFPLAN_SIGN_UP_LIMIT: '1000' });
  const secrets = freshSecrets();
  const definitions = subgraphDefinitions(settings, `http://app.${HOST}`, secrets, { billing: options.billing });
  await migrateAll(postgres.url, PASSWORD, definitions);
  const system = await startSystem({
    databaseUrl: postgres.url,
    databasePassword: PASSWORD,
    pool: 8,
    definitions,
    keys: await generatePassportKeys(),
    clock: systemClock,
    logger: silentLogger,
    transport: options.transport ?? 'in-process',
    gateway: {
      host: HOST,
      bind: '127.0.0.1',
      port: 0,
      supergraphSdl: await readFile(join(ROOT, 'schema/generated/supergraph.graphql'), 'utf8'),
      trustedDocuments: {},
      allowsAnyDocument: true,
      adminApp: join(ROOT, 'clients/admin/dist'),
      sessionSeconds: 3_600,
      trustedProxies: 0,
      requestLimits: { auth: 1_000_000, graphql: 100_000_000 },
      isSecure: false,
      botCheckOrigin: null,
      socketLimits: { strangers: 20_000, perViewer: 20_000 },
    },
  });
  const admin = new Client({ connectionString: postgres.url });
  await admin.connect();
  const owner = new ApiClient(system.gateway.port, `app.${HOST}`);
  await owner.post('/auth/sign-up', {
    name: 'Bench',
    email: 'owner@bench.example',
    password: 'violet harbour lantern',
    acceptTerms: true,
    organisation: { name: 'Bench', slug: 'bench', country: 'AE' },
  });
  await owner.post('/auth/confirm-sign-up', { token: await mailedToken(admin, secrets.mailSealKey) });
  owner.workspace = 'bench';
  const projectId = await makeProject(owner);
  const { organisation } = await owner.data('{ organisation { id } }');
  const orgId = decodeId('org', organisation.id)!;
  const buildingId = uuidv7();
  await admin.query(
    `insert into inventory.building (org_id, id, project_id, name, ordinal) values ($1, $2, $3, 'Tower', 1)`,
    [orgId, buildingId, projectId],
  );
  const floorId = uuidv7();
  await admin.query(
    `insert into inventory.floor (org_id, id, project_id, building_id, label, level) values ($1, $2, $3, $4, '1', 1)`,
    [orgId, floorId, projectId, buildingId],
  );
  return {
    system,
    admin,
    databaseUrl: postgres.url,
    owner,
    orgId,
    projectId: encodeId('project', projectId),
    buildingId,
    async units(count, prefix) {
      const rows = Array.from({ length: count }, (_, index) => ({ id: uuidv7(), number: `${prefix}${index}` }));
      await admin.query(
        `insert into inventory.unit (org_id, id, project_id, building_id, floor_id, number, stack, kind, bedrooms, area_total, view, price_minor, currency, status_changed_at, created_at, ordinal)
         select $1, r.id, $2, $3, $4, r.number, '01', 'apartment', 2, 108.4, 'Creek', 214000000, 'AED', now(), now(),
           (select coalesce(max(ordinal), 0) from inventory.unit where project_id = $2) + row_number() over () from jsonb_to_recordset($5) as r(id uuid, number text)`,
        [orgId, projectId, buildingId, floorId, JSON.stringify(rows)],
      );
      await admin.query('analyze inventory.unit');
      return rows.map(({ id }) => id);
    },
    async close() {
      await admin.end();
      await system.close();
      await postgres.stop();
    },
  };
}

/** From the one mail that waits: nothing is sent here. */
async function mailedToken(admin: Client, sealKey: string): Promise<string> {
  const { rows } = await admin.query('select id, sealed from identity.mail');
  const { link } = new MailSeal(sealKey).open(rows[0].id, rows[0].sealed);
  return new URL(String(link)).pathname.split('/').at(-1)!;
}

/** The plan of a new Organisation reaches inventory a moment after the sign-up. */
async function makeProject(owner: ApiClient): Promise<string> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const { createProject } = await owner.data(
      'mutation { createProject(input: { name: "Bench", currency: "AED" }) { ... on CreateProjectSuccess { project { id } } ... on UserError { code } } }',
    );
    if (createProject.project) return decodeId('project', createProject.project.id)!;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('The project could not be made');
}
