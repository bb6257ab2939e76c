import { createHash } from 'node:crypto';
import type { Contract } from '../contract/contract.ts';
import { DAY, HOUR, MINUTE } from '../machine/clock.ts';
import type { World } from '../machine/world.ts';
import type { Delivery, StoredEvent } from '../store/tables.ts';
import { takeFaults, type WebhookFault } from './faults.ts';
import { signatureHeader } from './signature.ts';

/** When a delivery that failed is tried again: emulated seconds after each try, for three days in all. */
const RETRIES = [MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 12 * HOUR, 12 * HOUR, 12 * HOUR, DAY];
const TIMEOUT_MILLISECONDS = 10_000;
const AT_ONCE = 8;
/** Milliseconds for which events are gathered unless somebody says otherwise. */
export const SHUFFLE_WINDOW = 30;

/** How events are brought: in the order they were made, or shuffled within what came in a time. */
export interface DeliveryOrder {
  /** The seed of their order: the same one shuffles the same deliveries in the same way. Null brings them as they were made. */
  shuffle: string | null;
  /** Milliseconds of real time for which events are gathered before they are shuffled. */
  window: number;
}

/**
 * Brings events to webhook endpoints: at least once, signed, retried on the emulated clock. What is to be brought is a row, written with the
 * change itself, so it survives the process.
 */
export class Deliveries {
  readonly #world: World;
  readonly #contract: Contract;
  readonly #underWay = new Set<Promise<void>>();
  /** Deliveries that wait or are under way, the oldest first: without those that are over. */
  readonly #open = new Map<string, Delivery>();
  readonly #sending = new Set<string>();
  #timer: NodeJS.Timeout | null = null;
  #isStopped = false;

  constructor(world: World, contract: Contract) {
    this.#world = world;
    this.#contract = contract;
    world.store.onChange((table, id, row) => {
      if (table !== 'deliveries') return;
      const delivery = row as Delivery | null;
      if (delivery?.state === 'pending') this.#open.set(id, delivery);
      else this.#open.delete(id);
    });
    world.onEvent((event) => this.#enqueue(event));
  }

  get order(): DeliveryOrder {
    return this.#world.store.value<DeliveryOrder>('delivery_order', { shuffle: null, window: SHUFFLE_WINDOW });
  }

  /** Secrets with which an endpoint's events are signed, the newest first. */
  secretsOf(endpoint: string): string[] {
    return this.#world.store.value<Record<string, string[]>>('webhook_secrets', {})[endpoint] ?? [];
  }

  /** Within a transaction. */
  setSecrets(endpoint: string, secrets: string[]): void {
    const all = this.#world.store.value<Record<string, string[]>>('webhook_secrets', {});
    this.#world.store.setValue('webhook_secrets', { ...all, [endpoint]: secrets });
  }

  /** A row for each endpoint that wants an event; within the transaction that made it. */
  #enqueue(event: StoredEvent): void {
    this.#contract.checkObject(`event ${event.type}`, event.data.object);
    const endpoints = this.#world.store
      .all('webhook_endpoints')
      .filter(
        ({ status, enabled_events }) =>
          status === 'enabled' && (enabled_events.includes('*') || enabled_events.includes(event.type)),
      );
    if (endpoints.length === 0) return;
    const faults = takeFaults(this.#world, event.type);
    const twin = faults.some(({ kind }) => kind === 'second_event')
      ? this.#world.store.put('events', { ...event, id: this.#world.newId('evt_') })
      : null;
    for (const endpoint of endpoints)
      for (const each of twin ? [event, twin] : [event]) this.#put(each.id, endpoint.id, faults);
    for (const each of twin ? [event, twin] : [event])
      this.#world.store.patch('events', each.id, { pending_webhooks: endpoints.length });
  }

  #put(event: string, endpoint: string, faults: WebhookFault[]): void {
    const delay = faults.find((fault) => fault.kind === 'delay');
    const duplicate = faults.find((fault) => fault.kind === 'duplicate');
    const isDropped = faults.some(({ kind }) => kind === 'drop');
    const fault = faults.find(({ kind }) => kind === 'wrong_signature' || kind === 'old_timestamp');
    for (let copy = 0; copy <= (duplicate?.times ?? 0); copy += 1)
      this.#world.store.put('deliveries', {
        id: this.#world.newId('del_'),
        event,
        endpoint,
        state: isDropped ? 'dropped' : 'pending',
        attempts: [],
        next_attempt_at: isDropped ? null : this.#world.now() + (delay?.seconds ?? 0),
        fault: fault
          ? { kind: fault.kind as 'wrong_signature', seconds: 'seconds' in fault ? fault.seconds : 0 }
          : null,
      });
  }

  /** The next instant of the emulated clock at which a delivery is tried; null when nothing waits. */
  nextInstant(): number | null {
    let first: number | null = null;
    for (const { id, next_attempt_at: at } of this.#open.values())
      if (at !== null && !this.#sending.has(id) && (first === null || at < first)) first = at;
    return first;
  }

  /** Sends what is due; returns at once. */
  pump(): void {
    if (this.#isStopped || this.#timer) return;
    const { shuffle, window } = this.order;
    const { open } = this.#due();
    if (open.length === 0) return;
    this.#timer = setTimeout(
      () => {
        this.#timer = null;
        this.#send();
      },
      shuffle === null ? 0 : window,
    );
  }

  #due(): { open: Delivery[] } {
    const now = this.#world.clock.now();
    return {
      open: [...this.#open.values()].filter(
        ({ id, next_attempt_at: at }) => at !== null && at <= now && !this.#sending.has(id),
      ),
    };
  }

  #send(): void {
    if (this.#isStopped) return;
    const { open } = this.#due();
    const { shuffle } = this.order;
    for (const delivery of shuffle === null ? open : shuffled(open, shuffle)) {
      if (this.#sending.size >= AT_ONCE) break;
      // One after the other for an endpoint, unless their order does not matter anyway.
      if (shuffle === null && this.#sending.size > 0) break;
      this.#sending.add(delivery.id);
      const sent = this.#attempt(delivery).finally(() => {
        this.#sending.delete(delivery.id);
        this.#underWay.delete(sent);
        if (!this.#isStopped) this.#send();
      });
      this.#underWay.add(sent);
    }
  }

  async #attempt(delivery: Delivery): Promise<void> {
    const { store } = this.#world;
    const endpoint = store.get('webhook_endpoints', delivery.endpoint);
    const event = store.get('events', delivery.event);
    let status: number | null = null;
    let error: string | null = null;
    if (!endpoint || !event) error = 'The endpoint is gone';
    else {
      const body = JSON.stringify(event, null, 2);
      const secrets = delivery.fault?.kind === 'wrong_signature' ? ['whsec_wrong'] : this.secretsOf(endpoint.id);
      const timestamp =
        Math.floor(Date.now() / 1_000) - (delivery.fault?.kind === 'old_timestamp' ? delivery.fault.seconds : 0);
      try {
        const response = await fetch(endpoint.url, {
          method: 'POST',
          headers: {
            'content-type': 'application/json; charset=utf-8',
            'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
            'stripe-signature': signatureHeader(body, secrets, timestamp),
          },
          body,
          redirect: 'manual',
          signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
        });
        status = response.status;
        await response.arrayBuffer();
      } catch (fault) {
        error =
          fault instanceof Error
            ? `${fault.message}${fault.cause instanceof Error ? `: ${fault.cause.message}` : ''}`
            : String(fault);
      }
    }
    if (this.#isStopped || !store.get('deliveries', delivery.id)) return;
    store.transact(() => this.#record(delivery.id, status, error, endpoint === undefined));
  }

  #record(id: string, status: number | null, error: string | null, isGone: boolean): void {
    const { store } = this.#world;
    const delivery = store.must('deliveries', id);
    const now = this.#world.clock.now();
    const attempts = [...delivery.attempts, { at: now, status, error, fault: delivery.fault?.kind ?? null }];
    const isDelivered = status !== null && status >= 200 && status < 300;
    const wait = RETRIES[delivery.attempts.length];
    const isOver = isDelivered || isGone || wait === undefined;
    store.put('deliveries', {
      ...delivery,
      // A wrong signature is one delivery's, its retry is right.
      fault: null,
      attempts,
      state: isDelivered ? 'delivered' : isOver ? 'failed' : 'pending',
      next_attempt_at: isOver ? null : now + wait!,
    });
    const event = store.get('events', delivery.event);
    if (isDelivered && event && event.pending_webhooks > 0)
      store.patch('events', event.id, { pending_webhooks: event.pending_webhooks - 1 });
  }

  /** Resolves when everything that is due has been tried, or after `milliseconds`. */
  async settle(milliseconds = 15_000): Promise<void> {
    const end = Date.now() + milliseconds;
    this.pump();
    while (
      (this.#timer || this.#underWay.size > 0 || this.#due().open.length > 0) &&
      Date.now() < end &&
      !this.#isStopped
    ) {
      await Promise.race([...this.#underWay, new Promise((resolve) => setTimeout(resolve, 5))]);
      this.pump();
    }
  }

  /** Brings an event once more, as the button in Stripe's dashboard does. Within a transaction. */
  resend(event: string): void {
    const { store } = this.#world;
    const endpoints = new Set(
      store
        .all('deliveries')
        .filter((each) => each.event === event)
        .map((each) => each.endpoint),
    );
    for (const endpoint of endpoints) this.#put(event, endpoint, []);
  }

  stop(): void {
    this.#isStopped = true;
    if (this.#timer) clearTimeout(this.#timer);
  }
}

/** By a hash of seed and id: whatever else waits, two deliveries come in the same order. */
function shuffled(deliveries: Delivery[], seed: string): Delivery[] {
  const rank = new Map(deliveries.map(({ id }) => [id, createHash('sha256').update(`${seed} ${id}`).digest('hex')]));
  return deliveries.toSorted((a, b) => (rank.get(a.id)! < rank.get(b.id)! ? -1 : 1));
}
