import { StripeAccount } from '@offplan/billing';
import type { Client } from 'pg';
import { DEMO_PRICING } from '../../local/demo/demo-pricing.ts';
import { BillingLane, WEBHOOK_SECRET } from './billing-lane.ts';
import type { RecordedHistory } from './record-history.ts';
import { RecordedStripe } from './recorded-stripe.ts';
import { openBooks, readStanding } from './standing.ts';

type Random = () => number;

/** The same numbers for the same seed (mulberry32). */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** An event on its way: brought at a point of the history at which it had happened. */
interface Delivery {
  id: string;
  payload: string;
}

/** Work on an event that waits for an answer which was asked for and has not come. */
interface Waiting {
  work: Promise<void>;
  release(): void;
  /** So many deliveries more, and the answer comes. */
  left: number;
}

/** What a permutation led to. */
export interface Permutation {
  /** Deliveries, repetitions included. */
  deliveries: number;
  /** Where it differs from the true order, in words; null where it does not. */
  wrong: string | null;
}

/** Plays a recorded history in other orders than the true one, on billing with a database of its own and the real client of Stripe's. */
export class Permuter {
  readonly history: RecordedHistory;
  readonly #lane: BillingLane;
  readonly #stripe: RecordedStripe;
  readonly #admin: Client;

  private constructor(history: RecordedHistory, lane: BillingLane, stripe: RecordedStripe, admin: Client) {
    this.history = history;
    this.#lane = lane;
    this.#stripe = stripe;
    this.#admin = admin;
  }

  static async open(
    history: RecordedHistory,
    { databaseUrl, databasePassword, admin }: { databaseUrl: string; databasePassword: string; admin: Client },
  ): Promise<Permuter> {
    const stripe = new RecordedStripe(
      history.points.map((point) => point.stripe),
      history.origin,
    );
    const account = new StripeAccount(
      { secretKey: 'sk_test_permutations', webhookSecrets: [WEBHOOK_SECRET], origin: await stripe.start() },
      DEMO_PRICING,
    );
    return new Permuter(history, await BillingLane.open(databaseUrl, databasePassword, account), stripe, admin);
  }

  async close(): Promise<void> {
    await this.#lane.close();
    await this.#stripe.stop();
  }

  /** Every event at its point, once, in its order. */
  playTrueOrder(): Promise<Permutation> {
    return this.#play(
      this.history.points.map(({ events }) => events),
      [],
      () => 0,
    );
  }

  /** In the true order, but one of Stripe's answers to the first event of a point comes when everything is over: it tells of a past. */
  playOvertaken(at: number, answer: number): Promise<Permutation> {
    const deliveries = this.history.points.map(({ events }) => events);
    return this.#play(deliveries, [], () => 0, { id: deliveries[at]![0]!.id, answer });
  }

  /** Nothing of one point is heard of before everything is over; the daily comparison is away as well. */
  playOutage(silent: number): Promise<Permutation> {
    const deliveries: Delivery[][] = this.history.points.map(({ events }, at) => (at === silent ? [] : events));
    return this.#play([...deliveries, this.history.points[silent]!.events], [], () => 0);
  }

  /**
   * An order by a seed. An event is brought up to five times, at its point or later, or never, and then the daily comparison finds it. Some are
   * worked off twice, as after a crash; some wait for an answer while others overtake them.
   */
  play(seed: number): Promise<Permutation> {
    const random = randomOf(seed);
    const { points } = this.history;
    const until = points.length;
    const deliveries: Delivery[][] = points.map(() => []);
    const lost = new Set<number>();
    for (const [at, { events }] of points.entries())
      for (const event of events) {
        if (random() < 0.1) {
          lost.add(at);
          continue;
        }
        const copies = 1 + Math.floor(random() * random() * 5);
        for (let copy = 0; copy < copies; copy += 1) {
          const isLate = random() < 0.35;
          deliveries[isLate ? at + Math.floor(random() * (until - at)) : at]!.push(event);
        }
      }
    for (const list of deliveries) shuffle(list, random);
    return this.#play(deliveries, [...lost], random);
  }

  async #play(
    deliveries: Delivery[][],
    lost: readonly number[],
    random: Random,
    overtaken?: { id: string; answer: number },
  ): Promise<Permutation> {
    const { points, orgId, beginning, end, over } = this.history;
    const stripe = this.#stripe;
    await openBooks(
      this.#admin,
      orgId,
      beginning,
      points.flatMap(({ events }) => events.map(({ id }) => id)),
    );
    stripe.disturbances.length = 0;
    const waiting = new Map<string, Waiting>();
    for (const [at, now] of [...points.map((point) => point.now), over].entries()) {
      stripe.present = Math.min(at, points.length - 1);
      this.#lane.clock.set(now);
      for (const { id, payload } of deliveries[at] ?? []) {
        await this.#lane.receive(payload);
        const fate = random();
        if (waiting.has(id)) {
          // The queue has it in work.
        } else if (id === overtaken?.id)
          await this.#processLate(id, { after: overtaken.answer, left: Number.POSITIVE_INFINITY }, waiting);
        else if (fate > 0.85)
          await this.#processLate(id, { after: Math.floor(random() * 6), left: 1 + Math.floor(random() * 8) }, waiting);
        else {
          await this.#process(id);
          if (fate > 0.75) await this.#processAgain(id);
        }
        for (const [event, one] of waiting) {
          one.left -= 1;
          if (one.left <= 0) await this.#release(event, waiting);
        }
      }
      if (lost.includes(at)) await this.#reconcile(waiting);
    }
    for (const event of [...waiting.keys()]) await this.#release(event, waiting);
    await this.#lane.reviewPlan(orgId);
    const standing = await readStanding(this.#admin, orgId);
    const wrong = standing === end ? stripe.disturbances.join('\n') : differenceOf(standing, end);
    return { deliveries: deliveries.reduce((sum, list) => sum + list.length, 0), wrong: wrong || null };
  }

  /** As the queue does it: what fails, because Stripe has moved on between two answers, is tried again. */
  async #process(id: string): Promise<void> {
    try {
      await this.#lane.process(id);
    } catch {
      await this.#lane.process(id);
    }
  }

  /** Begins to work an event off; one of Stripe's answers to it comes when so many other deliveries have been. */
  async #processLate(
    id: string,
    { after, left }: { after: number; left: number },
    waiting: Map<string, Waiting>,
  ): Promise<void> {
    let release = () => {};
    const isHeld = this.#stripe.holdAnswer(
      after,
      new Promise<void>((resolve) => {
        release = resolve;
      }),
    );
    const work = this.#process(id);
    const isOver = await Promise.race([work.then(() => true), isHeld.then(() => false)]);
    this.#stripe.holdNothing();
    if (!isOver) waiting.set(id, { work, release, left });
  }

  async #release(event: string, waiting: Map<string, Waiting>): Promise<void> {
    const { work, release } = waiting.get(event)!;
    waiting.delete(event);
    release();
    await work;
  }

  /** As when the process dies between the last effect and the note that the event is done. */
  async #processAgain(id: string): Promise<void> {
    await this.#admin.query(`update billing.stripe_event set state = 'received' where id = $1`, [id]);
    await this.#process(id);
  }

  async #reconcile(waiting: Map<string, Waiting>): Promise<void> {
    await this.#lane.reconcile(this.history.orgId);
    const own = this.history.points.flatMap(({ events }) => events.map(({ id }) => id));
    const { rows } = await this.#admin.query(
      `select id from billing.stripe_event where state = 'received' and id = any ($1)`,
      [own],
    );
    for (const { id } of rows) if (!waiting.has(id)) await this.#process(id);
  }
}

function shuffle<Item>(list: Item[], random: Random): void {
  for (let index = list.length - 1; index > 0; index -= 1) {
    const other = Math.floor(random() * (index + 1));
    [list[index], list[other]] = [list[other]!, list[index]!];
  }
}

/** The lines that one has and the other has not. */
function differenceOf(is: string, should: string): string {
  const [own, wanted] = [is.split('\n'), should.split('\n')];
  const more = own.filter((line) => !wanted.includes(line)).map((line) => line.trim());
  const less = wanted.filter((line) => !own.includes(line)).map((line) => line.trim());
  return `is ${more.join(' ') || 'without'} in place of ${less.join(' ') || 'nothing'}`;
}
