import { appendEntries } from '@offplan/identity/append-entries';
import { systemClock } from '@offplan/kernel/clock';
import { SubgraphDatabase } from '@offplan/kernel/database/subgraph-database';
import { databaseUrlFor } from '@offplan/kernel/database/subgraph-roles';
import type { BusEvent } from '@offplan/kernel/events/bus/bus';
import { uuidv7 } from '@offplan/kernel/ids';
import { type BenchResult, percentile, rounded } from './result.ts';
import { openStage, PASSWORD, type Stage } from './stage.ts';

const ENTRIES = Number(process.env.BENCH_ENTRIES ?? 1_000_000);
const PER_TRANSACTION = 1_000;
const GOAL_SECONDS = 60;

const VERIFY = `query ($input: VerifyAuditLogInput) { verifyAuditLog(input: $input) { __typename
  ... on AuditLogVerified { entries toSeq lastSeq head } ... on AuditLogBroken { brokenSeq reason } } }`;

/** Proves a log of a million entries as the app does, call by call through the gateway, while somebody else works (ID-71). */
export async function audit(): Promise<BenchResult> {
  const stage = await openStage();
  try {
    const written = await fill(stage);
    const before = process.memoryUsage().rss;
    let mostBytes = before;
    const waits: number[] = [];
    let isDone = false;
    const other = stage.owner.anotherWindow();
    const others = (async () => {
      while (!isDone) {
        const asked = performance.now();
        await other.data('{ viewer { user { id } } }');
        waits.push(performance.now() - asked);
        mostBytes = Math.max(mostBytes, process.memoryUsage().rss);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    })();
    const calls: number[] = [];
    const began = performance.now();
    let entries = 0;
    let input: object = {};
    for (;;) {
      const asked = performance.now();
      const { verifyAuditLog: proof } = await stage.owner.data(VERIFY, { input });
      calls.push(performance.now() - asked);
      if (proof.__typename !== 'AuditLogVerified') throw new Error(`Not whole: ${JSON.stringify(proof)}`);
      entries += proof.entries;
      if (proof.toSeq >= proof.lastSeq) break;
      input = { fromSeq: proof.toSeq + 1, follows: proof.head };
    }
    const seconds = (performance.now() - began) / 1_000;
    isDone = true;
    await others;
    return {
      name: 'audit',
      ratio: null,
      goal: `${ENTRIES} entries proved in < ${GOAL_SECONDS} s`,
      holds: seconds < GOAL_SECONDS && entries >= ENTRIES,
      figures: {
        entries,
        secondsToVerify: rounded(seconds),
        entriesPerSecond: Math.round(entries / seconds),
        calls: calls.length,
        longestCallSeconds: rounded(Math.max(...calls) / 1_000),
        megabytesMoreThanBefore: Math.round((mostBytes - before) / 1024 ** 2),
        othersWaitMilliseconds: { p50: rounded(percentile(waits, 0.5)), p99: rounded(percentile(waits, 0.99)) },
        secondsToWrite: rounded(written),
      },
      yardstick: {},
      spread: {},
    };
  } finally {
    await stage.close();
  }
}

/** Appends the entries as the consumer of the bus does. Returns the seconds that it took. */
async function fill({ databaseUrl, orgId }: Stage): Promise<number> {
  const db = await SubgraphDatabase.open({
    url: databaseUrlFor(databaseUrl, 'identity_app', PASSWORD),
    schema: 'identity',
    entities: [],
    pool: 2,
    clock: systemClock,
  });
  const began = performance.now();
  try {
    for (let count = 0; count < ENTRIES; count += PER_TRANSACTION)
      await db.transaction({ orgId }, (tx) =>
        appendEntries(
          tx,
          orgId,
          Array.from({ length: Math.min(PER_TRANSACTION, ENTRIES - count) }, (_, index) =>
            flipOf(orgId, count + index),
          ),
        ),
      );
  } finally {
    await db.close();
  }
  return (performance.now() - began) / 1_000;
}

/** What an entry of every day holds: a flip with its person and address; each tenth with a buyer. */
function flipOf(orgId: string, index: number): BusEvent {
  const buyerId = uuidv7();
  return {
    id: uuidv7(),
    source: 'inventory',
    orgId,
    subjectType: 'unit',
    subjectId: uuidv7(),
    seq: 2,
    type: 'unit.status_changed',
    actor: { kind: 'user', id: uuidv7() },
    onBehalfOf: null,
    requestId: uuidv7(),
    data: {
      label: `U-${index}`,
      before: { status: 'available' },
      after: { status: 'reserved' },
      ...(index % 10 === 0 ? { buyerId } : {}),
    },
    personal: {
      actorName: 'Aleksey Morozov',
      address: '203.0.113.9',
      ...(index % 10 === 0 ? { buyerName: 'Irina Volkova', buyerContact: '+971 50 123 4567' } : {}),
    },
    piiClass: 'personal_meta',
    occurredAt: new Date().toISOString(),
  };
}
