import { Contract } from './contract/contract.ts';
import { DueWork } from './machine/due-work.ts';
import { finishAdvance } from './machine/test-clocks.ts';
import { World } from './machine/world.ts';
import { Store } from './store/store.ts';
import { Deliveries, SHUFFLE_WINDOW } from './webhooks/deliveries.ts';

/** How an emulator is set up. */
export interface EmulatorOptions {
  /** Folder that keeps the state; null keeps it in memory. */
  folder: string | null;
  /** Begins all ids; the same seed and requests make the same ids. */
  seed: string;
  /** Whether an answer that breaks the contract is a fault. */
  isStrict: boolean;
  /** The seed by which deliveries are shuffled; null brings them in their order. */
  shuffle: string | null;
}

/** The whole of it without its door: state, time, webhooks, contract. */
export class Emulator {
  readonly store: Store;
  readonly world: World;
  readonly contract: Contract;
  readonly deliveries: Deliveries;
  readonly due: DueWork;
  readonly #options: EmulatorOptions;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: EmulatorOptions) {
    this.#options = options;
    this.store = Store.open(options.folder);
    this.world = new World(this.store, options.seed);
    this.contract = new Contract(options.isStrict);
    this.deliveries = new Deliveries(this.world, this.contract);
    this.due = new DueWork(this.world);
    this.#shuffle();
  }

  #shuffle(): void {
    const { shuffle } = this.#options;
    if (shuffle !== null)
      this.store.transact(() => this.store.setValue('delivery_order', { shuffle, window: SHUFFLE_WINDOW }));
  }

  /** Begins to do what is due as time passes, and what was left when the process ended. */
  start(): void {
    for (const clock of this.store.all('test_clocks'))
      if (clock.status === 'advancing') finishAdvance(this.world, this.due, clock.id);
    this.#timer = setInterval(() => this.tick(), 250);
    this.tick();
  }

  /** Does what has become due, and brings events. */
  tick(): void {
    try {
      this.due.catchUp(this.world.clock.now());
      this.deliveries.pump();
    } catch (fault) {
      console.error('Stripe emulator: work that was due failed', fault);
    }
  }

  /**
   * Moves the emulated clock forward to an instant (seconds): everything that is due until then happens at its own instant, in the order of
   * time. With `settles` the events of an instant are delivered before the next one, as they would be if the time had really passed.
   */
  async advance(target: number, settles: boolean): Promise<void> {
    const { clock } = this.world;
    if (target < clock.now()) throw new RangeError('Time goes forward only');
    this.tick();
    if (settles) await this.deliveries.settle();
    for (;;) {
      const work = this.due.next(null, target);
      const delivery = settles ? this.deliveries.nextInstant() : null;
      const at = Math.min(work?.at ?? Number.POSITIVE_INFINITY, delivery ?? Number.POSITIVE_INFINITY);
      if (at > target) break;
      this.store.transact(() => {
        if (at > clock.now()) clock.moveTo(at);
        if (work && work.at === at) this.world.at(at, null, () => this.due.perform(work));
      });
      if (settles) await this.deliveries.settle();
    }
    this.store.transact(() => {
      if (target > clock.now()) clock.moveTo(target);
    });
    this.tick();
    if (settles) await this.deliveries.settle();
  }

  /** Forgets everything. */
  reset(): void {
    this.store.restore({ rows: [], values: {} });
    this.#shuffle();
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.deliveries.stop();
    this.store.close();
  }
}
