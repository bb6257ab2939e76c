import { subscriptionOf } from '../objects/invoice.ts';
import type { TableName, Tables } from '../store/tables.ts';
import { expireCheckoutSession } from './checkout.ts';
import { finalizeByItself, findInvoice } from './invoices.ts';
import { collect } from './payments.ts';
import { expirePendingUpdate } from './pending-update.ts';
import { advanceSchedule } from './schedules.ts';
import { applyPausedCollection } from './subscription-billing.ts';
import { endSubscription, expireIncomplete } from './subscription-cancel.ts';
import { announceTrialEnd, endTrial, renew } from './subscription-cycle.ts';
import { expireResumption } from './subscription-pause.ts';
import type { World } from './world.ts';

/** Something that happens by itself at an instant. */
interface Due {
  table: TableName;
  id: string;
  at: number;
  /** What comes first of what happens at the same instant. */
  rank: number;
  /** The test clock it hangs on; null for the global one. */
  clock: string | null;
}

const BILLED = ['active', 'past_due', 'unpaid'];

/** When the next thing happens to a row by itself, and its rank; null when nothing does. */
function dueOf<T extends TableName>(table: T, given: Tables[T]): { at: number; rank: number } | null {
  const candidates: { at: number | null | undefined; rank: number }[] = [];
  if (table === 'subscriptions') {
    const row = given as Tables['subscriptions'];
    if (['canceled', 'incomplete_expired'].includes(row.status)) return null;
    candidates.push(
      { at: row.cancel_at, rank: 2 },
      { at: row.pending_update?.expires_at, rank: 1 },
      { at: row.pause_collection?.resumes_at, rank: 0 },
    );
    if (row.status === 'trialing') candidates.push({ at: row.trial_end, rank: 3 });
    if (BILLED.includes(row.status))
      candidates.push({ at: Math.min(...row.items.data.map((item) => item.current_period_end)), rank: 3 });
  }
  if (table === 'subscription_facts') {
    const row = given as Tables['subscription_facts'];
    candidates.push(
      { at: row.trial_will_end_at, rank: 0 },
      { at: row.incomplete_until, rank: 1 },
      { at: row.resumption?.until, rank: 1 },
    );
  }
  if (table === 'subscription_schedules') {
    const row = given as Tables['subscription_schedules'];
    if (row.status === 'active') candidates.push({ at: row.current_phase?.end_date, rank: 1 });
  }
  if (table === 'invoices') {
    const row = given as Tables['invoices'];
    if (row.status === 'draft') candidates.push({ at: row.automatically_finalizes_at, rank: 4 });
    if (row.status === 'open') candidates.push({ at: row.next_payment_attempt, rank: 5 });
  }
  if (table === 'checkout_sessions') {
    const row = given as Tables['checkout_sessions'];
    if (row.status === 'open') candidates.push({ at: row.expires_at, rank: 6 });
  }
  const [first] = candidates
    .filter((candidate): candidate is { at: number; rank: number } => typeof candidate.at === 'number')
    .sort((one, other) => one.at - other.at || one.rank - other.rank);
  return first ?? null;
}

function clockOfRow(world: World, table: TableName, row: unknown): string | null {
  if (table === 'subscription_facts')
    return world.store.get('subscriptions', (row as { id: string }).id)?.test_clock ?? null;
  const { customer } = row as { customer?: string | null };
  return customer ? world.clockOf(customer) : null;
}

/** Does at its exact instant what Stripe does by itself: one thing at a time, each in a transaction of its own. */
export class DueWork {
  readonly #world: World;
  readonly #due = new Map<string, Omit<Due, 'clock'>>();

  constructor(world: World) {
    this.#world = world;
    world.store.onChange((table, id, row) => {
      const due = row ? dueOf(table, row as never) : null;
      if (due) this.#due.set(`${table}/${id}`, { table, id, ...due });
      else this.#due.delete(`${table}/${id}`);
    });
  }

  /** The first thing that is due on a clock until an instant. */
  next(clock: string | null, until: number): Due | null {
    let first: Due | null = null;
    for (const due of this.#due.values()) {
      if (due.at > until) continue;
      if (
        first &&
        (due.at > first.at ||
          (due.at === first.at && (due.rank > first.rank || (due.rank === first.rank && due.id > first.id))))
      )
        continue;
      const row = this.#world.store.get(due.table, due.id);
      if (!row || clockOfRow(this.#world, due.table, row) !== clock) continue;
      first = { ...due, clock };
    }
    return first;
  }

  /** The instant of the next thing on a clock, if there is any. */
  nextInstant(clock: string | null): number | null {
    return this.next(clock, Number.MAX_SAFE_INTEGER)?.at ?? null;
  }

  /** Does everything that is due on the global clock until an instant, while the clock itself stays. */
  catchUp(until: number): void {
    for (let due = this.next(null, until); due; due = this.next(null, until)) {
      const { at } = due;
      const work = due;
      this.#world.store.transact(() => this.#world.at(at, null, () => this.perform(work)));
    }
  }

  /** Does one thing. Within a transaction, at its instant. */
  perform(due: Due): void {
    perform(this.#world, due);
    const after = this.#due.get(`${due.table}/${due.id}`);
    if (after && after.at === due.at && after.rank === due.rank)
      throw new Error(`The emulator does not get on: ${due.table} ${due.id} stays due at ${due.at}`);
  }
}

function perform(world: World, { table, id, at }: Due): void {
  if (table === 'subscriptions') return performSubscription(world, id, at);
  if (table === 'subscription_schedules') return advanceSchedule(world, id);
  if (table === 'checkout_sessions') {
    expireCheckoutSession(world, id);
    return;
  }
  if (table === 'subscription_facts') {
    const facts = world.store.must('subscription_facts', id);
    if (facts.trial_will_end_at !== null && facts.trial_will_end_at <= at) return announceTrialEnd(world, id);
    if (facts.incomplete_until !== null && facts.incomplete_until <= at) return expireIncomplete(world, id);
    return expireResumption(world, id);
  }
  const invoice = findInvoice(world, id);
  if (invoice.status === 'draft') {
    const subscription = subscriptionOf(invoice);
    if (subscription && applyPausedCollection(world, invoice, subscription)) return;
    const finalized = finalizeByItself(world, id);
    if (finalized.status === 'open' && finalized.auto_advance && finalized.collection_method === 'charge_automatically')
      collect(world, id);
    return;
  }
  collect(world, id, { isRetry: true });
}

function performSubscription(world: World, id: string, at: number): void {
  const subscription = world.store.must('subscriptions', id);
  const resumes = subscription.pause_collection?.resumes_at;
  if (resumes && resumes <= at) {
    world.update('subscriptions', id, { pause_collection: null }, 'customer.subscription.updated');
    return;
  }
  if (subscription.pending_update && subscription.pending_update.expires_at <= at)
    return expirePendingUpdate(world, id);
  if (subscription.cancel_at !== null && subscription.cancel_at <= at)
    return endSubscription(world, id, 'cancellation_requested');
  if (subscription.status === 'trialing') return endTrial(world, id);
  return renew(world, id);
}
