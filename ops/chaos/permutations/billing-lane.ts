import { createBilling, type StripeAccount } from '@offplan/billing';
import { ManualClock } from '@offplan/kernel/clock';
import { databaseUrlFor } from '@offplan/kernel/database/subgraph-roles';
import type { BusEvent } from '@offplan/kernel/events/bus/bus';
import { BUS_ROLE } from '@offplan/kernel/events/bus/postgres/migrate-bus';
import { PostgresBus } from '@offplan/kernel/events/bus/postgres/postgres-bus';
import { uuidv7 } from '@offplan/kernel/ids';
import { silentLogger } from '@offplan/kernel/logging';
import { executeOnSubgraph } from '@offplan/kernel/subgraph/execute';
import { openSubgraph, type RunningSubgraph, type SubgraphDefinition } from '@offplan/kernel/subgraph/subgraph';
import { DEMO_PRICING } from '../../local/demo/demo-pricing.ts';

export const WEBHOOK_SECRET = 'whsec_of_the_permutations';
const FACTS = { requestId: 'permutation', address: null, userAgent: null };
const RECEIVE = `mutation ($input: ReceiveStripeEventInput!) { answer: receiveStripeEvent(input: $input) }`;

/** Billing on a database, by hand: nothing runs by itself, so that what happens when is decided outside. */
export class BillingLane {
  readonly clock: ManualClock;
  readonly #subgraph: RunningSubgraph;
  readonly #definition: SubgraphDefinition;
  readonly #stripe: StripeAccount;

  private constructor(
    subgraph: RunningSubgraph,
    definition: SubgraphDefinition,
    stripe: StripeAccount,
    clock: ManualClock,
  ) {
    this.#subgraph = subgraph;
    this.#definition = definition;
    this.#stripe = stripe;
    this.clock = clock;
  }

  static async open(databaseUrl: string, databasePassword: string, stripe: StripeAccount): Promise<BillingLane> {
    const clock = new ManualClock();
    const definition = createBilling({ pricing: DEMO_PRICING, graceDays: 7, stripe, archive: null, appUrl: '' });
    const subgraph = await openSubgraph(definition, {
      databaseUrl,
      databasePassword,
      pool: 6,
      bus: new PostgresBus({
        connectionString: databaseUrlFor(databaseUrl, BUS_ROLE, databasePassword),
        logger: silentLogger,
      }),
      clock,
      logger: silentLogger,
    });
    return new BillingLane(subgraph, definition, stripe, clock);
  }

  async close(): Promise<void> {
    await this.#subgraph.close();
    await this.#subgraph.bus.close();
  }

  /** An Organisation in its trial, known at Stripe. */
  async openAccount(orgId: string): Promise<void> {
    const event = {
      id: uuidv7(),
      orgId,
      occurredAt: this.clock.now().toISOString(),
      data: { after: { name: 'Permuted', country: 'AE' }, path: 'trial', userId: uuidv7() },
      personal: { email: `owner@${orgId}.example` },
    } as unknown as BusEvent;
    const consumer = this.#definition.consumers!.find(({ name }) => name === 'open_account')!;
    if (!('apply' in consumer)) throw new Error('An account is opened by one event');
    await this.#subgraph.db.transaction({ orgId }, (tx) => consumer.apply(tx, event));
    await this.#run('billing.open_customer', { orgId });
  }

  /** Brings an event to the door, signed. */
  async receive(payload: string): Promise<void> {
    const signature = this.#stripe.client.webhooks.generateTestHeaderString({ payload, secret: WEBHOOK_SECRET });
    const { data, errors } = await executeOnSubgraph(this.#subgraph, { kind: 'gateway' }, FACTS, {
      query: RECEIVE,
      variables: { input: { payload, signature } },
    });
    const answer = (data as { answer?: string | null } | null | undefined)?.answer;
    if (errors?.length || answer !== null) throw new Error(`The event was refused: ${errors?.[0]?.message ?? answer}`);
  }

  /** Works an event off that was received; does nothing when that is done. */
  process(event: string): Promise<void> {
    return this.#run('billing.process_stripe_event', { id: event });
  }

  /** The daily comparison, and what it queues for an Organisation. */
  async reconcile(orgId: string): Promise<void> {
    await this.#run('billing.reconcile_with_stripe', {});
    await this.#run('billing.compare_customer', { orgId });
  }

  /** Looks at the plan, as the agenda does when time has changed it. */
  async reviewPlan(orgId: string): Promise<void> {
    const task = this.#definition.agenda!.find(({ name }) => name === 'billing.review_plan')!;
    const item = { orgId, key: 'review_plan', dueAt: this.clock.now(), payload: {} };
    await this.#subgraph.db.transaction({ orgId }, (tx) => task.run(tx, item, { logger: silentLogger }));
  }

  #run(name: string, payload: Record<string, unknown>): Promise<void> {
    const task = this.#definition.tasks!.find((one) => one.name === name)!;
    return task.run({ db: this.#subgraph.db, clock: this.clock, logger: silentLogger }, payload);
  }
}
