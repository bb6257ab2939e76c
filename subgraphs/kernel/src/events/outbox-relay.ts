import { Client } from 'pg';
import type { SubgraphName } from '../database/subgraph-roles.ts';
import type { Logger } from '../logging.ts';
import type { Bus, BusEvent } from './bus/bus.ts';

const BATCH = 500;
const POLL_MILLISECONDS = 1_000;
/** A wake-up for the other processes costs a NOTIFY; at most one in so many ms. */
const NOTIFY_EVERY_MILLISECONDS = 5;

interface OutboxRow {
  id: string;
  position: string;
  org_id: string;
  subject_type: string;
  subject_id: string;
  seq: string;
  type: string;
  actor: unknown;
  on_behalf_of: string | null;
  request_id: string | null;
  data: unknown;
  personal: unknown;
  pii_class: string;
  occurred_at: Date;
}

/**
 * Carries events from a subgraph's outbox to the bus, in the order in which they were written. Of all processes one relay works at a
 * time (advisory lock); the others wake it. A crash between publishing and emptying the outbox publishes again: consumers dedupe by id.
 */
export class OutboxRelay {
  readonly #options: { url: string; subgraph: SubgraphName; bus: Bus; logger: Logger };
  #client: Client | null = null;
  #isLeader = false;
  #wanted = false;
  #stopped = false;
  #notifyTimer: NodeJS.Timeout | null = null;
  #wakeUp: () => void = () => {};
  #loop: Promise<void> = Promise.resolve();

  constructor(options: { url: string; subgraph: SubgraphName; bus: Bus; logger: Logger }) {
    this.#options = options;
  }

  start(): void {
    this.#loop = this.#run();
  }

  /** Something was committed. The leader publishes at once, another process tells the leader. */
  wake(): void {
    this.#wanted = true;
    this.#wakeUp();
    if (this.#isLeader || this.#notifyTimer || !this.#client) return;
    this.#notifyTimer = setTimeout(() => {
      this.#notifyTimer = null;
      this.#client?.query(`notify ${this.#channel}`).catch(() => {});
    }, NOTIFY_EVERY_MILLISECONDS);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wakeUp();
    if (this.#notifyTimer) clearTimeout(this.#notifyTimer);
    await this.#loop;
    await this.#client?.end().catch(() => {});
  }

  get #channel(): string {
    return `offplan_outbox_${this.#options.subgraph}`;
  }

  async #run(): Promise<void> {
    const { logger, subgraph } = this.#options;
    while (!this.#stopped) {
      try {
        const client = await this.#connected();
        if (!this.#isLeader) this.#isLeader = await this.#lead(client);
        this.#wanted = false;
        while (this.#isLeader && !this.#stopped && (await this.#publishBatch(client)) === BATCH);
      } catch (fault) {
        if (this.#stopped) return;
        logger.warn({ subgraph, fault: String(fault) }, 'The outbox relay lost its connection and tries again');
        await this.#client?.end().catch(() => {});
        this.#client = null;
        this.#isLeader = false;
      }
      if (!this.#wanted && !this.#stopped) await this.#sleep(POLL_MILLISECONDS);
    }
  }

  async #connected(): Promise<Client> {
    if (this.#client) return this.#client;
    const client = new Client({
      connectionString: this.#options.url,
      application_name: `offplan ${this.#options.subgraph} relay`,
    });
    client.on('error', () => {
      if (this.#client === client) {
        this.#client = null;
        this.#isLeader = false;
      }
    });
    client.on('notification', () => {
      this.#wanted = true;
      this.#wakeUp();
    });
    await client.connect();
    await client.query(`listen ${this.#channel}`);
    this.#client = client;
    return client;
  }

  async #lead(client: Client): Promise<boolean> {
    const { rows } = await client.query('select pg_try_advisory_lock(hashtext($1)) as leads', [this.#channel]);
    return rows[0].leads;
  }

  async #publishBatch(client: Client): Promise<number> {
    const { subgraph, bus } = this.#options;
    const { rows } = await client.query<OutboxRow>(
      `select e.* from ${subgraph}.outbox o join ${subgraph}.event e using (position) order by o.position limit ${BATCH}`,
    );
    if (rows.length === 0) return 0;
    await bus.publish(rows.map((row) => toBusEvent(subgraph, row)));
    await client.query(`delete from ${subgraph}.outbox where position = any ($1)`, [rows.map((row) => row.position)]);
    return rows.length;
  }

  #sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

function toBusEvent(subgraph: SubgraphName, row: OutboxRow): BusEvent {
  return {
    id: row.id,
    source: subgraph,
    orgId: row.org_id,
    subjectType: row.subject_type,
    subjectId: row.subject_id,
    seq: Number(row.seq),
    type: row.type,
    actor: row.actor,
    onBehalfOf: row.on_behalf_of,
    requestId: row.request_id,
    data: row.data,
    personal: row.personal,
    piiClass: row.pii_class,
    occurredAt: row.occurred_at.toISOString(),
  } as BusEvent;
}
