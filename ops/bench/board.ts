import { databaseUrlFor, rolesOf } from '@offplan/kernel/database/subgraph-roles';
import { Client } from 'pg';
import { type BenchResult, median, percentile, rounded } from './result.ts';
import { openStage } from './stage.ts';

const UNITS = 1_000;
const TIMES = 60;
const BOARD = `query Board($id: ID!) { project(by: { id: $id }) { id buildings { id board { cursor floors { id label level }
  units { id number stack kind bedrooms view isReleased version areaTotal { squareMetres squareFeet } price { amountMinor currency } floor { id } building { id } assignee { id name }
    availability { version status changedAt changedBy { id name organisationName } } } } } } }`;

/** The board of 1,000 units through the gateway, against the same rows made into JSON by PostgreSQL. */
export async function board(): Promise<BenchResult> {
  const stage = await openStage();
  const raw = new Client({
    connectionString: databaseUrlFor(stage.databaseUrl, rolesOf('inventory').app, 'roles-of-the-bench'),
  });
  await raw.connect();
  try {
    await stage.units(UNITS, 'u-');
    const through: number[] = [];
    const plain: number[] = [];
    let bytes = 0;
    let rawBytes = 0;
    for (let time = 0; time < TIMES + 10; time += 1) {
      const began = performance.now();
      const answer = await stage.owner.graphql(BOARD, { id: stage.projectId });
      const between = performance.now();
      rawBytes = (await rawBoard(raw, stage.orgId, stage.buildingId)).length;
      if (answer.data?.project.buildings[0].board.units.length !== UNITS)
        throw new Error(`The board is not whole: ${answer.text.slice(0, 300)}`);
      bytes = answer.text.length;
      if (time < 10) continue;
      through.push(between - began);
      plain.push(performance.now() - between);
    }
    const ratio = median(through) / median(plain);
    return {
      name: 'board',
      ratio: rounded(ratio),
      goal: '<= 3 x raw SQL to JSON',
      holds: ratio <= 3,
      figures: { units: UNITS, bytes, p50: rounded(median(through)), p99: rounded(percentile(through, 0.99)) },
      yardstick: { bytes: rawBytes, p50: rounded(median(plain)), p99: rounded(percentile(plain, 0.99)) },
      spread: {
        lowest: rounded(percentile(through, 0.1) / percentile(plain, 0.1)),
        highest: rounded(percentile(through, 0.9) / percentile(plain, 0.9)),
      },
    };
  } finally {
    await raw.end();
    await stage.close();
  }
}

async function rawBoard(client: Client, orgId: string, buildingId: string): Promise<string> {
  await client.query('begin');
  await client.query(`select set_config('app.org_id', $1, true)`, [orgId]);
  const { rows } = await client.query<{ board: string }>(
    `select json_agg(json_build_object('id', id, 'number', number, 'stack', stack, 'kind', kind, 'bedrooms', bedrooms, 'view', view, 'isReleased', is_released, 'version', version, 'areaTotal', area_total,
       'price', json_build_object('amountMinor', price_minor, 'currency', currency), 'floor', floor_id, 'assignee', assigned_org_id,
       'availability', json_build_object('status', status, 'version', availability_version, 'changedAt', status_changed_at, 'changedBy', status_changed_by_name)))::text as board
     from inventory.unit where building_id = $1`,
    [buildingId],
  );
  await client.query('commit');
  return rows[0]!.board;
}
