import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { systemClock } from '@offplan/kernel/clock';
import type { Client } from 'pg';
import type Stripe from 'stripe';
import { ApiClient } from '../client/api-client.ts';
import type { StripeEmulator } from '../stripe-emulator/start-stripe-emulator.ts';
import { type BillingOutcome, readOutcome } from './billing-outcome.ts';
import type { BillingStage, BillingStep, House } from './billing-steps.ts';
import type { ChaosReport } from './chaos-report.ts';
import type { DoomedSystem } from './doomed-system.ts';
import { MailArrivals } from './mail-arrivals.ts';
import { confirm, isCutConnection, mailedToken, type Person, signUp, slugOf } from './people.ts';

/** For so long what was left may take, in milliseconds. */
const PATIENCE = 30_000;
const LOOK_EVERY = 15;
/** How often what waits for a later attempt is made due: a cause that passes must have the time to pass. */
const DUE_EVERY = 400;
/** Polls and what runs beside make the boundaries of a step more or fewer by so many. */
const SLACK = 10;

/** What is still under way, in the order in which it is told: each a condition that is true while it is. */
const BUSY: [what: string, sql: string][] = [
  [
    'events that wait to go out',
    ['identity', 'billing', 'inventory', 'growth'].map((name) => `exists (select from ${name}.outbox)`).join(' or '),
  ],
  [
    'Organisations without an account, or with a trial that Stripe has not heard of',
    `exists (select from identity.organisation o left join billing.billing_account a on a.org_id = o.id
       left join identity.entitlement_mirror m on m.org_id = o.id left join inventory.entitlement_mirror i on i.org_id = o.id
       where o.status = 'active' and (m.org_id is null or i.org_id is null or a.org_id is null or (a.trial_ends_at is not null and not exists
         (select from billing.subscription s where s.org_id = o.id))))`,
  ],
  ['events of Stripe’s that are not worked off', `exists (select from billing.stripe_event where state = 'received')`],
  ['jobs', `exists (select from graphile_worker._private_jobs where attempts < max_attempts)`],
  [
    'suspensions that have not reached the Organisation',
    `exists (select from identity.organisation o where (o.status = 'suspended') <> exists (select from billing.suspension_cause c where c.org_id = o.id)
       and o.status in ('active', 'suspended'))`,
  ],
  [
    'closings that billing has not heard of',
    `exists (select from identity.organisation o join billing.billing_account a on a.org_id = o.id where a.organisation_status <> o.status)`,
  ],
  [
    'letters that are not written',
    `exists (select from billing.event e where e.type = 'letter.wanted' and not exists
       (select from identity.wanted_letter w where w.org_id = e.org_id and w.key = e.data ->> 'key'))`,
  ],
  ['mails that wait', `exists (select from identity.mail where state = 'queued')`],
];

interface StormOptions {
  system: DoomedSystem;
  admin: Client;
  stripe: Stripe;
  emulator: StripeEmulator;
  port: number;
  mailUrl: string;
  host: string;
}

/** Kills the system at every boundary of a step and compares what comes of it with what comes of the step in calm. */
export class BillingStorm implements BillingStage {
  readonly stripe: Stripe;
  readonly emulator: StripeEmulator;
  readonly #options: StormOptions;
  readonly #wrong: string[] = [];
  readonly #arrivals: MailArrivals;
  #operations = 0;
  #people = 0;
  #lost = 0;
  #doubled = 0;

  constructor(options: StormOptions) {
    this.#options = options;
    this.stripe = options.stripe;
    this.emulator = options.emulator;
    this.#arrivals = new MailArrivals(options.mailUrl);
  }

  async strike(step: BillingStep): Promise<void> {
    const began = systemClock.now().getTime();
    const before = this.#wrong.length;
    const { system } = this.#options;
    await this.#start();
    const { outcome: calm, boundaries } = await this.#playInCalm(step);
    let faults = 0;
    for (let boundary = 1, isOver = false; !isOver; boundary += 1) {
      await this.#start();
      const house = await step.prepare(this);
      await this.settle();
      await system.arm(boundary);
      await this.#try(step, house);
      await this.#settleUnlessDead();
      if ((await system.hasDiedWithin(0)) || !(await system.spare())) {
        faults += 1;
        await this.#start();
        await this.#try(step, house);
        await this.#judge(`${step.name}, boundary ${boundary}`, house, calm);
      } else isOver = boundary > boundaries;
      isOver ||= boundary >= boundaries + SLACK;
    }
    const seconds = ((systemClock.now().getTime() - began) / 1_000).toFixed(0);
    console.log(`  ${step.name}: survived kill -9 at each of ${boundaries} boundaries, ${faults} kills (${seconds} s)`);
    for (const one of this.#wrong.slice(before)) console.log(`    ${one}`);
  }

  /** The step without a fault: what must come of it, and how many boundaries it has. */
  async #playInCalm(step: BillingStep): Promise<{ outcome: BillingOutcome; boundaries: number }> {
    const { system } = this.#options;
    const house = await step.prepare(this);
    await this.settle();
    await system.arm(Number.MAX_SAFE_INTEGER);
    await this.#try(step, house);
    await this.settle();
    const boundaries = await system.arm(Number.MAX_SAFE_INTEGER);
    const outcome = await this.#look(house);
    for (const one of outcome.contradictions) this.#wrong.push(`${step.name}, in calm: ${one}`);
    return { outcome, boundaries };
  }

  /** Starts the system when it does not run. */
  async #start(): Promise<void> {
    const { system, admin } = this.#options;
    if (system.isAlive) return;
    // What it has begun to commit when it died is committed a moment later.
    while (
      (await admin.query('select from pg_stat_activity where datname = current_database() and usename <> current_user'))
        .rowCount
    )
      await sleep(LOOK_EVERY);
    await system.start();
  }

  /** The person does it until it is done or the system is gone. */
  async #try(step: BillingStep, house: House): Promise<void> {
    this.#operations += 1;
    try {
      await step.act(this, house);
    } catch (fault) {
      if (this.#options.system.isAlive && !isCutConnection(fault)) this.#wrong.push(`${step.name}: ${String(fault)}`);
    }
  }

  async #judge(when: string, house: House, calm: BillingOutcome): Promise<void> {
    await this.settle();
    await this.#arrivals.look();
    if (!this.#options.system.isAlive) this.#wrong.push(`${when}: the system died when nobody killed it`);
    const outcome = await this.#look(house);
    for (const one of outcome.contradictions) this.#wrong.push(`${when}: ${one}`);
    const counts = { charges: [outcome.charges, calm.charges] as [number, number] } as Record<string, [number, number]>;
    for (const kind of new Set([...Object.keys(outcome.letters), ...Object.keys(calm.letters)]))
      counts[`letters “${kind}”`] = [outcome.letters[kind] ?? 0, calm.letters[kind] ?? 0];
    for (const [what, [is, should]] of Object.entries(counts)) {
      this.#lost += Math.max(0, should - is);
      this.#doubled += Math.max(0, is - should);
      if (is !== should) this.#wrong.push(`${when}: ${is} ${what}, in calm ${should}`);
    }
    for (const side of ['here', 'stripe'] as const)
      for (const what of new Set([...Object.keys(outcome[side]), ...Object.keys(calm[side])])) {
        const [is, should] = [outcome[side][what], calm[side][what]];
        if (!isDeepStrictEqual(is, should))
          this.#wrong.push(`${when}: ${what} ${side} is ${JSON.stringify(is)}, in calm ${JSON.stringify(should)}`);
      }
  }

  #look({ owner }: House): Promise<BillingOutcome> {
    return readOutcome(this.#options.admin, this.stripe, { slug: slugOf(owner), email: owner.email });
  }

  async settle(): Promise<void> {
    const busy = await this.#settleUnlessDead();
    if (busy && this.#options.system.isAlive) this.#wrong.push(`what was to follow never came: ${busy}`);
  }

  /** Waits until nothing is under way. Resolves with what still is, when it takes too long or the system is gone. */
  async #settleUnlessDead(): Promise<string | null> {
    const { system, admin } = this.#options;
    const until = performance.now() + PATIENCE;
    const sql = `select ${BUSY.map(([, condition], index) => `(${condition}) as busy_${index}`).join(', ')}`;
    for (let dueAt = performance.now() + DUE_EVERY; system.isAlive; await sleep(LOOK_EVERY)) {
      const isDelivered = await this.#deliver();
      const { rows } = await admin.query(sql);
      const busy = BUSY.filter((_, index) => rows[0][`busy_${index}`]).map(([what]) => what);
      if (busy.length === 0 && isDelivered) return null;
      if (performance.now() > until) return busy.join('; ') || 'events that Stripe could not deliver';
      if (performance.now() < dueAt) continue;
      dueAt = performance.now() + DUE_EVERY;
      await this.#makeDue();
    }
    return 'the system is gone';
  }

  /** Lets Stripe deliver; what it could not deliver to a system that was down it brings once more, as it would a minute later. */
  async #deliver(): Promise<boolean> {
    const { emulator, admin } = this.#options;
    const open = await emulator.control.deliveries({ state: 'pending' });
    if (open.length === 0) return true;
    await emulator.control.settleDeliveries();
    const failed = (await emulator.control.deliveries({ state: 'pending' })).filter(
      ({ attempts }) => attempts.length > 0,
    );
    const { rows } = await admin.query('select id from billing.stripe_event where id = any ($1)', [
      failed.map(({ event }) => event),
    ]);
    const known = new Set(rows.map(({ id }) => id as string));
    const missing = new Set(failed.map(({ event }) => event).filter((event) => !known.has(event)));
    for (const event of missing) await emulator.control.resend(event);
    return missing.size === 0;
  }

  /** What waits for a later attempt, or until somebody else would have done it, is due now. */
  async #makeDue(): Promise<void> {
    await this.#options.admin.query(
      `with due as (update graphile_worker._private_jobs set run_at = now() where locked_at is null and run_at > now() returning id)
       select pg_notify('jobs:insert', '{"count":1}') where exists (select from due)`,
    );
  }

  #newPerson(): Person {
    const { port, host } = this.#options;
    this.#people += 1;
    return { email: `payer.${this.#people}@storm.example`, api: new ApiClient(port, `app.${host}`) };
  }

  async guest(): Promise<House> {
    const owner = this.#newPerson();
    await signUp(owner);
    const token = await mailedToken(this.#options.mailUrl, owner.email, 'confirm_sign_up');
    return { owner, customer: '', notes: { token } };
  }

  async house(): Promise<House> {
    const house = await this.guest();
    await confirm(house.owner, house.notes.token!);
    await this.settle();
    const { rows } = await this.#options.admin.query(
      `select c.customer_id from identity.organisation o join billing.stripe_customer c on c.org_id = o.id where o.slug = $1`,
      [slugOf(house.owner)],
    );
    return { ...house, customer: rows[0].customer_id };
  }

  async report(): Promise<ChaosReport> {
    const { system, admin } = this.#options;
    // One that was killed after another had taken its place has lost its key, and is tried no more by design.
    const { rows: parked } = await admin.query(
      `select type || ': ' || error as what from billing.stripe_event where state = 'parked'
       union all select 'job ' || coalesce(key, '') || ': ' || coalesce(last_error, 'no word') from graphile_worker._private_jobs
         where attempts >= max_attempts and not (key is null and last_error is null)`,
    );
    for (const { what } of parked) this.#wrong.push(`given up: ${what}`);
    await this.#arrivals.look();
    const { rows } = await admin.query(`select message_id from identity.mail where state = 'sent'`);
    const lost = rows.filter(({ message_id: id }) => !this.#arrivals.has(String(id))).length;
    if (lost > 0) this.#wrong.push(`${lost} mails that count as sent never arrived`);
    return {
      name: 'billing',
      faults: system.kills,
      operations: this.#operations,
      mails: rows.length,
      lost: this.#lost + lost,
      doubled: this.#doubled + this.#arrivals.doubled,
      wrong: this.#wrong,
    };
  }
}
