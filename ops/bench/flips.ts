import { randomUUID } from 'node:crypto';
import { databaseUrlFor, rolesOf } from '@offplan/kernel/database/subgraph-roles';
import { encodeId } from '@offplan/kernel/ids';
import { Pool } from 'pg';
import { type BenchResult, median, rounded, throughput } from './result.ts';
import { openStage, type Stage } from './stage.ts';

const CLIENTS = 64;
const ROUNDS = 3;
const MILLISECONDS = 4_000;
const FLIP = 'mutation Flip($input: FlipUnitInput!) { flipUnit(input: $input) { __typename } }';

/** First click wins through the gateway against the same transaction by plain `pg`: many people on one unit, then each on units of their own. */
export async function flips(): Promise<BenchResult> {
  const stage = await openStage();
  const raw = new Pool({
    connectionString: databaseUrlFor(stage.databaseUrl, rolesOf('inventory').app, 'roles-of-the-bench'),
    max: 8,
  });
  try {
    const rounds: Awaited<ReturnType<typeof oneRound>>[] = [];
    for (let round = 0; round < ROUNDS; round += 1) rounds.push(await oneRound(stage, raw, round));
    const ratios = rounds.map(({ own, rawOwn }) => own / rawOwn);
    const hotRatios = rounds.map(({ hot, rawHot }) => hot / rawHot);
    const ratio = Math.min(median(ratios), median(hotRatios));
    const middle = (pick: (round: (typeof rounds)[number]) => number) => rounded(median(rounds.map(pick)), 0);
    return {
      name: 'flips',
      ratio: rounded(ratio),
      goal: '>= 0.5 of raw pg',
      holds: ratio >= 0.5,
      figures: {
        clients: CLIENTS,
        hotPerSecond: middle(({ hot }) => hot),
        spreadPerSecond: middle(({ own }) => own),
        hotRatio: rounded(median(hotRatios)),
        spreadRatio: rounded(median(ratios)),
      },
      yardstick: { hotPerSecond: middle(({ rawHot }) => rawHot), spreadPerSecond: middle(({ rawOwn }) => rawOwn) },
      spread: { hot: hotRatios.map((one) => rounded(one)), units: ratios.map((one) => rounded(one)) },
    };
  } finally {
    await raw.end();
    await stage.close();
  }
}

async function oneRound(
  stage: Stage,
  raw: Pool,
  round: number,
): Promise<{ hot: number; own: number; rawHot: number; rawOwn: number }> {
  const [hotUnit, rawHotUnit] = await stage.units(2, `hot${round}-`);
  const units = await stage.units(10_000, `own${round}-`);
  const rawUnits = await stage.units(10_000, `raw${round}-`);
  const through = (unit: string) => async () => {
    const input = {
      unitId: encodeId('unit', unit),
      expectedVersion: 1,
      to: 'RESERVED',
      buyer: { new: { name: 'Buyer', contact: '12345' } },
      channel: 'OTHER',
      isConfirmed: true,
      idempotencyKey: randomUUID(),
    };
    await stage.owner.data(FLIP, { input });
  };
  const hot = await throughput(CLIENTS, MILLISECONDS, through(hotUnit!));
  const rawHot = await throughput(CLIENTS, MILLISECONDS, () => rawFlip(raw, stage.orgId, rawHotUnit!));
  let next = 0;
  const own = await throughput(CLIENTS, MILLISECONDS, () => through(units[next++ % units.length]!)());
  let nextRaw = 0;
  const rawOwn = await throughput(CLIENTS, MILLISECONDS, () =>
    rawFlip(raw, stage.orgId, rawUnits[nextRaw++ % rawUnits.length]!),
  );
  return { hot, own, rawHot, rawOwn };
}

/** The same work without offplan: tenant, compare-and-swap, event, answer of the key; and for a loser its event. */
async function rawFlip(pool: Pool, orgId: string, unitId: string): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query(`select set_config('app.org_id', $1, true)`, [orgId]);
    const eventId = randomUUID();
    const person = randomUUID();
    const { rowCount } = await client.query(
      `with key as (
         insert into inventory.flip_answer (org_id, user_id, key, input_hash, event_id, created_at) values ($1, $2, $3, 'x', $4, now()) returning key
       ), won as (
         update inventory.unit u set status = 'reserved', availability_version = availability_version + 1, status_changed_at = now()
         where org_id = $1 and id = $5 and availability_version = 1 and exists (select from key) returning *
       ), announced as (
         insert into inventory.event (id, org_id, subject_type, subject_id, seq, type, actor, data, pii_class, occurred_at)
         select $4, org_id, 'unit', id, 2, 'unit.status_changed', '{"kind":"user"}', '{"label":"x"}', 'none', now() from won
       ) select from won`,
      [orgId, person, eventId, eventId, unitId],
    );
    if (rowCount === 0) {
      await client.query('select * from inventory.unit where org_id = $1 and id = $2', [orgId, unitId]);
      await client.query(
        `insert into inventory.event (id, org_id, subject_type, subject_id, seq, type, actor, data, pii_class, occurred_at)
         values ($1, $2, 'unit', $3, 2, 'unit.status_conflict', '{"kind":"user"}', '{"label":"x"}', 'none', now())`,
        [randomUUID(), orgId, unitId],
      );
    }
    await client.query('commit');
  } finally {
    client.release();
  }
}
