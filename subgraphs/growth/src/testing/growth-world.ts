import { AgendaRunner } from '@offplan/kernel/agenda/agenda-runner';
import { ManualClock } from '@offplan/kernel/clock';
import { SubgraphDatabase } from '@offplan/kernel/database/subgraph-database';
import { databaseUrlFor, rolesOf } from '@offplan/kernel/database/subgraph-roles';
import { ENTITLEMENTS_CHANGED, type Entitlements, UNTROUBLED } from '@offplan/kernel/entitlements/entitlements';
import type { BusEvent } from '@offplan/kernel/events/bus/bus';
import { applyEvents } from '@offplan/kernel/events/consumer';
import { uuidv7 } from '@offplan/kernel/ids';
import { silentLogger } from '@offplan/kernel/logging';
import { ROLES_PASSWORD } from '@offplan/kernel/testing/roles-password';
import { migratedDatabase } from '@offplan/kernel/testing/worker-database';
import { growth } from '../index.ts';

/** An event as tests write it. */
export type ToldEvent = Pick<BusEvent, 'orgId' | 'type' | 'data'>;

/** A letter that growth wanted, as it stands in its event. */
export interface Letter {
  orgId: string;
  template: string;
  values: Record<string, unknown>;
  at: Date;
}

export const DAY = 86_400_000;

/** Growth on a database of its own: told of events and of the time, one after the other. */
export class GrowthWorld {
  readonly clock: ManualClock;
  readonly db: SubgraphDatabase;
  readonly agenda: AgendaRunner;
  /** As superuser. */
  readonly #admin: SubgraphDatabase;
  /** The one consumer that hears anything, where a test is about it alone. */
  only: string | null = null;
  #versions = new Map<string, number>();

  private constructor(db: SubgraphDatabase, clock: ManualClock, agenda: AgendaRunner, admin: SubgraphDatabase) {
    this.db = db;
    this.clock = clock;
    this.agenda = agenda;
    this.#admin = admin;
  }

  static async open(start = new Date('2026-12-01T10:00:00Z')): Promise<GrowthWorld> {
    const databaseUrl = await migratedDatabase();
    const clock = new ManualClock(start);
    const open = (url: string) => SubgraphDatabase.open({ url, schema: 'growth', entities: [], pool: 6, clock });
    const db = await open(databaseUrlFor(databaseUrl, rolesOf('growth').app, ROLES_PASSWORD));
    const admin = await open(databaseUrl);
    const agenda = new AgendaRunner({ db, clock, logger: silentLogger, tasks: growth.agenda! });
    return new GrowthWorld(db, clock, agenda, admin);
  }

  async close(): Promise<void> {
    await this.agenda.stop();
    await this.db.close();
    await this.#admin.close();
  }

  /** Reads past row-level security, with `?` placeholders. */
  async look<Row extends object>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    return (await this.#admin.reader({}).execute(sql, parameters)) as Row[];
  }

  /** Lets the consumers of growth hear events, as the bus would. */
  async tell(...told: ToldEvent[]): Promise<void> {
    const events = told.map((event) => this.#eventOf(event));
    for (const consumer of growth.consumers!) {
      if (this.only && consumer.name !== this.only) continue;
      const heard = events.filter(({ type }) => consumer.types.includes(type));
      if (heard.length > 0) await applyEvents(this.db, consumer, heard);
    }
  }

  /** A new Organisation that is in its trial, which ends at that moment. */
  async trial(endsAt: Date, timeZone = 'UTC'): Promise<string> {
    const orgId = uuidv7();
    await this.tell(
      { orgId, type: 'organisation.created', data: { after: { timeZone } } },
      this.plan(orgId, inTrial(endsAt)),
    );
    return orgId;
  }

  /** What billing says of a plan. */
  plan(orgId: string, after: Partial<Entitlements>): ToldEvent {
    const version = (this.#versions.get(orgId) ?? 0) + 1;
    this.#versions.set(orgId, version);
    return { orgId, type: ENTITLEMENTS_CHANGED, data: { after: { ...PAID, ...after, version } } };
  }

  /** Moves the clock, and does what is due then. */
  async goTo(moment: Date): Promise<void> {
    this.clock.set(moment);
    await this.agenda.runDue();
  }

  /** Lets time pass up to a moment, doing each thing when it is due. */
  async liveUntil(moment: Date): Promise<void> {
    for (let next = await this.agenda.nextDueAt(); next && next <= moment; next = await this.agenda.nextDueAt())
      await this.goTo(next);
    this.clock.set(moment);
  }

  /** The letters that were wanted, in their order. */
  async letters(orgId?: string): Promise<Letter[]> {
    const rows = await this.look<{
      org_id: string;
      template: string;
      values: Letter['values'];
      occurred_at: Date | string;
    }>(
      `select org_id, data->>'template' as template, data->'values' as values, occurred_at from growth.event
       where type = 'letter.wanted' and org_id = coalesce(?::uuid, org_id) order by position`,
      [orgId ?? null],
    );
    return rows.map((row) => ({
      orgId: row.org_id,
      template: row.template,
      values: row.values,
      at: new Date(row.occurred_at),
    }));
  }

  /** The templates of an Organisation's letters with the minute (UTC) at which each was wanted. */
  async told(orgId: string): Promise<[string, string][]> {
    return (await this.letters(orgId)).map(({ template, at }) => [template, at.toISOString().slice(0, 16)]);
  }

  /** The steps of an Organisation's newest timeline: state, and the reason of what did not happen. */
  async steps(orgId: string): Promise<Record<string, string>> {
    const rows = await this.look<{ step: string; state: string; reason: string | null }>(
      `select step, state, reason from growth.timeline_step s where org_id = ?
       and cycle = (select max(cycle) from growth.timeline_cycle c where c.org_id = s.org_id) order by due_at, step`,
      [orgId],
    );
    return Object.fromEntries(rows.map(({ step, state, reason }) => [step, reason ? `${state}: ${reason}` : state]));
  }

  #eventOf(event: ToldEvent): BusEvent {
    return {
      id: uuidv7(),
      source: 'test',
      subjectType: 'test',
      subjectId: event.orgId,
      seq: 1,
      actor: { kind: 'system' },
      onBehalfOf: null,
      requestId: null,
      personal: {},
      piiClass: 'none',
      occurredAt: this.clock.now().toISOString(),
      ...event,
    } as BusEvent;
  }
}

const PAID: Omit<Entitlements, 'version'> = {
  ...UNTROUBLED,
  tier: 'tier_2',
  isTrial: false,
  trialEndsAt: null,
  status: 'active',
  limits: { projects: null, teamMembers: null, unitsPerProject: null, guestOrganisations: null },
  features: [],
};

export const inTrial = (endsAt: Date): Partial<Entitlements> => ({ isTrial: true, trialEndsAt: endsAt.toISOString() });

export const withCard = (endsAt: Date): Partial<Entitlements> => ({ ...inTrial(endsAt), isContinuing: true });

export const ended = (at: Date, plan: 'trial' | 'paid' = 'trial'): Partial<Entitlements> => ({
  tier: 'free_guest',
  status: 'ended',
  endedAt: at.toISOString(),
  endedPlan: plan,
});

export const paying: Partial<Entitlements> = {};
