/**
 * A process that consumes, for the contract's tests to kill: `node bus.contract-process.ts postgres|nats OPTIONS CONSUMER`.
 * Prints `begun ID` and `handled ID` for each event.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { NatsBus } from './nats/nats-bus.ts';
import { PostgresBus } from './postgres/postgres-bus.ts';

const [adapter, json, consumer] = process.argv.slice(2);
const options = { ...JSON.parse(json!), logger: { info() {}, warn() {}, error() {} } };
const bus = adapter === 'nats' ? await NatsBus.open(options) : new PostgresBus(options);
await bus.consume(
  consumer!,
  ['*'],
  async (events) => {
    for (const { id } of events) {
      console.log(`begun ${id}`);
      await sleep(5);
      console.log(`handled ${id}`);
    }
  },
  { batchSize: 25 },
);
