import type { OutcomeOverride } from '../cards/outcome.ts';
import type { ClockState } from '../machine/clock.ts';
import type { Settings } from '../machine/world.ts';
import type { JournalEntry } from '../store/journal.ts';
import type { Delivery, Dispute, Refund, TaxId } from '../store/tables.ts';
import type { DeliveryOrder } from '../webhooks/deliveries.ts';
import type { WebhookFault } from '../webhooks/faults.ts';
import type { RequestFailure } from './failures.ts';

type WithoutCount<T> = T extends { count: number } ? Omit<T, 'count'> & { count?: number } : never;

/** The control plane of a running emulator, typed. Throws when it refuses. */
export class ControlClient {
  readonly #address: string;

  /** `address` without a slash at the end. */
  constructor(address: string) {
    this.#address = address;
  }

  /** Forgets everything. */
  reset(): Promise<void> {
    return this.#call('POST', '/reset');
  }

  /** The emulated time, and when the next thing happens by itself; both in seconds. */
  clock(): Promise<{ now: number; state: ClockState; next: number | null }> {
    return this.#call('GET', '/clock');
  }

  setClock(state: ClockState): Promise<{ now: number; state: ClockState }> {
    return this.#call('POST', '/clock', state);
  }

  /** Moves the clock forward. Unless `settle` is false, the events of each instant are delivered before the next one. */
  advance(
    by: { seconds: number; settle?: boolean } | { to: number; settle?: boolean },
  ): Promise<{ now: number; state: ClockState }> {
    return this.#call('POST', '/clock/advance', by);
  }

  /** The next requests fail; one, unless `count` says more. */
  failNext(failure: WithoutCount<RequestFailure>): Promise<void> {
    return this.#call('POST', '/failures', failure);
  }

  /** Failures that have met no request yet. */
  failures(): Promise<RequestFailure[]> {
    return this.#call('GET', '/failures');
  }

  clearFailures(): Promise<void> {
    return this.#call('DELETE', '/failures');
  }

  /** Something goes wrong with the deliveries of the next events; of one, unless `count` says more. */
  addWebhookFault(fault: WithoutCount<WebhookFault>): Promise<void> {
    return this.#call('POST', '/webhook_faults', fault);
  }

  clearWebhookFaults(): Promise<void> {
    return this.#call('DELETE', '/webhook_faults');
  }

  setDeliveryOrder(order: { shuffle: string | null; window?: number }): Promise<DeliveryOrder> {
    return this.#call('POST', '/delivery_order', order);
  }

  deliveries(wanted: { event?: string; state?: Delivery['state'] } = {}): Promise<Delivery[]> {
    return this.#call('GET', `/deliveries?${new URLSearchParams(wanted)}`);
  }

  /** Resolves when everything that is due has been tried. */
  settleDeliveries(): Promise<void> {
    return this.#call('POST', '/deliveries/settle');
  }

  resend(event: string): Promise<void> {
    return this.#call('POST', `/events/${event}/resend`);
  }

  /** The secrets an endpoint's events are signed with; two during a rotation. */
  secrets(endpoint: string): Promise<string[]> {
    return this.#call('GET', `/webhook_endpoints/${endpoint}/secrets`);
  }

  setSecrets(endpoint: string, secrets: string[]): Promise<void> {
    return this.#call('POST', `/webhook_endpoints/${endpoint}/secrets`, { secrets });
  }

  /** The next payments with a card, or of a customer, end as said, whatever the card's number. */
  overrideCard(override: WithoutCount<OutcomeOverride>): Promise<void> {
    return this.#call('POST', '/card_outcomes', override);
  }

  clearCardOverrides(): Promise<void> {
    return this.#call('DELETE', '/card_outcomes');
  }

  openDispute(dispute: { charge: string; reason?: string; inquiry?: boolean; amount?: number }): Promise<Dispute> {
    return this.#call('POST', '/disputes', dispute);
  }

  closeDispute(dispute: string, status: 'won' | 'lost' | 'warning_closed'): Promise<Dispute> {
    return this.#call('POST', `/disputes/${dispute}/close`, { status });
  }

  /** The bank could not give a refund to the customer. */
  failRefund(refund: string): Promise<Refund> {
    return this.#call('POST', `/refunds/${refund}/fail`);
  }

  /** What the authorities say of a tax id. */
  decideTaxId(taxId: string, status: 'verified' | 'unverified' | 'unavailable', name?: string): Promise<TaxId> {
    return this.#call('POST', `/tax_ids/${taxId}`, { status, ...(name ? { name } : {}) });
  }

  settings(): Promise<Settings> {
    return this.#call('GET', '/settings');
  }

  changeSettings(settings: Partial<Settings>): Promise<Settings> {
    return this.#call('POST', '/settings', settings);
  }

  snapshot(): Promise<JournalEntry> {
    return this.#call('GET', '/snapshot');
  }

  restore(snapshot: JournalEntry): Promise<void> {
    return this.#call('POST', '/snapshot', snapshot);
  }

  /** What broke the contract of the package's types so far. */
  contract(): Promise<{ made_for: string; checked: number; breaches: { where: string; complaints: string[] }[] }> {
    return this.#call('GET', '/contract');
  }

  async #call<R>(method: string, path: string, body?: unknown): Promise<R> {
    const answer = await fetch(`${this.#address}/_emulator${path}`, {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const value = await answer.json();
    if (!answer.ok) throw new Error(`The Stripe emulator refused ${method} ${path}: ${JSON.stringify(value)}`);
    return value as R;
  }
}
