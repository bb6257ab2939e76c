import type { TravellingClock } from '@offplan/kernel/clock';
import type { BusEvent } from '@offplan/kernel/events/bus/bus';
import { typeFilter } from '@offplan/kernel/events/bus/event-types';
import type { RunningSubgraph, SubgraphDefinition } from '@offplan/kernel/subgraph/subgraph';
import type { Pool } from 'pg';
import { keepOffset } from './kept-offset.ts';

const LOOKS_EVERY = 25;
/** What one thing that happens may take until everybody has heard of it, in ms. */
const PATIENCE = 30_000;

export interface TimeTravelOptions {
  clock: TravellingClock;
  /** Where the clock's offset is kept. */
  file: string;
  subgraphs: ReadonlyMap<string, RunningSubgraph>;
  definitions: readonly SubgraphDefinition[];
  /** Of the database, past row-level security. */
  admin: Pool;
  /** What has a clock of its own, and comes along: at each moment at which the travel stops, before anything is done there. */
  companion?: { travelTo(now: Date): Promise<void>; nextDueAt(): Promise<Date | null> };
}

/**
 * Moves the product's clock ahead, from one thing that is due to the next, in the order in which time would have brought them: at each stop
 * every subgraph does what is due then, and everybody hears of it before time goes on (GRO-2).
 */
export class TimeTravel {
  readonly #options: TimeTravelOptions;
  /** Up to which of its events everybody has heard of each subgraph, as far as it is known. */
  readonly #heard: Map<string, string>;
  #travel: Promise<unknown> = Promise.resolve();

  private constructor(options: TimeTravelOptions, heard: Map<string, string>) {
    this.#options = options;
    this.#heard = heard;
  }

  /** What happened before this moment is taken as heard of. */
  static async open(options: TimeTravelOptions): Promise<TimeTravel> {
    const heard = new Map<string, string>();
    for (const name of options.subgraphs.keys()) {
      const { rows } = await options.admin.query(`select coalesce(max(position), 0)::text as at from ${name}.event`);
      heard.set(name, rows[0].at);
    }
    return new TimeTravel(options, heard);
  }

  get now(): Date {
    return this.#options.clock.now();
  }

  /** How far the product is ahead of the machine, in ms. */
  get offset(): number {
    return this.#options.clock.offset;
  }

  /** When the next thing is due; null when nothing is. */
  async nextDueAt(): Promise<Date | null> {
    const clocks = [...this.#agendas(), ...(this.#options.companion ? [this.#options.companion] : [])];
    const times = await Promise.all(clocks.map((one) => one.nextDueAt()));
    const known = times.filter((time) => time !== null).map((time) => time.getTime());
    return known.length > 0 ? new Date(Math.min(...known)) : null;
  }

  /** Travels to a moment; one that has passed is now. Whoever asks meanwhile travels afterwards. */
  travelTo(moment: Date): Promise<void> {
    return this.#inTurn(() => this.#go(moment));
  }

  /** Travels to the next thing that is due, if there is one. */
  travelToNext(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#settle();
      const next = await this.nextDueAt();
      if (next) await this.#go(next);
    });
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const travel = this.#travel.then(work);
    this.#travel = travel.catch(() => {});
    return travel;
  }

  async #go(moment: Date): Promise<void> {
    await this.#settle();
    for (let next = await this.nextDueAt(); next && next <= moment; next = await this.nextDueAt())
      await this.#stopAt(next);
    await this.#stopAt(moment);
  }

  async #stopAt(moment: Date): Promise<void> {
    const { clock, file, companion } = this.#options;
    const offset = clock.offsetFor(moment);
    // Kept first: after a crash the clock may be ahead of what was done, never behind it.
    await keepOffset(file, offset);
    clock.goAhead(offset);
    await companion?.travelTo(moment);
    await this.#settle();
    for (const agenda of this.#agendas()) await agenda.runDue();
    await this.#settle();
  }

  #agendas() {
    return [...this.#options.subgraphs.values()].flatMap(({ agenda }) => (agenda ? [agenda] : []));
  }

  /** Waits until no job waits, and every consumer has applied every event that concerns it. */
  async #settle(): Promise<void> {
    const deadline = performance.now() + PATIENCE;
    for (let unheard = await this.#unheard(); unheard; unheard = await this.#unheard()) {
      if (performance.now() > deadline) throw new Error(`Not everybody has heard of what happened: ${unheard}`);
      await new Promise((resolve) => setTimeout(resolve, LOOKS_EVERY));
    }
  }

  /** What still has to be done, in words; null when it is quiet. */
  async #unheard(): Promise<string | null> {
    const { admin, definitions } = this.#options;
    const jobs = await admin.query(
      'select task_identifier as name from graphile_worker.jobs where run_at <= now() and (attempts = 0 or locked_at is not null) limit 1',
    );
    if (jobs.rows[0]) return `the job ${jobs.rows[0].name}`;
    const events: BusEvent[] = [];
    const reached = new Map<string, string>();
    for (const [name, position] of this.#heard) {
      const { rows } = await admin.query(
        `select id, type, position::text as position from ${name}.event where position > $1 order by ${name}.event.position`,
        [position],
      );
      events.push(...(rows as BusEvent[]));
      if (rows.length > 0) reached.set(name, rows.at(-1).position);
    }
    if (events.length === 0) return null;
    for (const { name, consumers } of definitions)
      for (const consumer of consumers ?? []) {
        const ids = events.filter(typeFilter(consumer.types)).map(({ id }) => id);
        const { rows } = await admin.query(
          `select id from unnest($2::uuid[]) as id where id not in (select event_id from ${name}.consumed_event where consumer = $1) limit 1`,
          [consumer.name, ids],
        );
        if (rows[0]) return `${name}.${consumer.name}`;
      }
    for (const [name, position] of reached) this.#heard.set(name, position);
    return null;
  }
}
