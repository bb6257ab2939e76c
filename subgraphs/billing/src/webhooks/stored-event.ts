import type { EntityManager } from '@mikro-orm/postgresql';
import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { enqueue } from '@offplan/kernel/jobs/job-queue';
import type Stripe from 'stripe';
import { dateOf, idOf } from '../stripe/stripe-values.ts';

/** An event of Stripe's as it is kept: which object it is about. What the object is like is asked for when it is processed. */
export interface StoredEvent {
  id: string;
  type: string;
  /** The object's id, and the customer's where it names one. */
  objectId: string;
  customerId: string | null;
  /** The charge, of a dispute or a warning of fraud: they name no customer (stripe.md 0, 11). */
  chargeId: string | null;
  state: 'received' | 'done' | 'parked';
  attempts: number;
  /** Whether it is or was left to the Operators. */
  wasParked: boolean;
}

export const PROCESS_EVENT = 'billing.process_stripe_event';

/** Queues that a kept event is worked off. */
export function queueEvent(tx: Transaction, id: string): Promise<void> {
  return enqueue(tx, PROCESS_EVENT, { id }, { key: `stripe ${id}` });
}

/** Keeps an event that is new and queues that it is worked off. Resolves with whether it is new. */
export async function takeInEvent(tx: Transaction, event: Stripe.Event): Promise<boolean> {
  const isNew = await storeEvent(tx, event);
  if (isNew) await queueEvent(tx, event.id);
  return isNew;
}

/** An id, or what it is of. */
type Told = Parameters<typeof idOf>[0];

/** Keeps an event, without what it carries: that is a picture of a moment, and people's data. Resolves with whether it is new. */
async function storeEvent(tx: Transaction, event: Stripe.Event): Promise<boolean> {
  const object = event.data.object as unknown as { id?: string; object: string; customer?: Told; charge?: Told };
  const rows = await tx.query(
    `insert into billing.stripe_event (id, type, object_id, customer_id, charge_id, created_at, received_at)
     values (?, ?, ?, ?, ?, ?, ?) on conflict (id) do nothing returning id`,
    [
      event.id,
      event.type,
      object.id ?? '',
      object.object === 'customer' ? object.id : idOf(object.customer),
      idOf(object.charge),
      dateOf(event.created),
      tx.now,
    ],
  );
  return rows.length > 0;
}

export async function readStoredEvent(em: EntityManager, id: string): Promise<StoredEvent | null> {
  const [row] = (await em.execute(
    `select id, type, object_id as "objectId", customer_id as "customerId", charge_id as "chargeId", state, attempts,
       parked_at is not null as "wasParked"
     from billing.stripe_event where id = ?`,
    [id],
  )) as StoredEvent[];
  return row ?? null;
}
