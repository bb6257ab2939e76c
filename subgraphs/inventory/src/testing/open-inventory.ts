import { ManualClock } from '@offplan/kernel/clock';
import { OrderlyClient } from '@offplan/kernel/database/orderly-client';
import { databaseUrlFor } from '@offplan/kernel/database/subgraph-roles';
import type { BusEvent } from '@offplan/kernel/events/bus/bus';
import { BUS_ROLE } from '@offplan/kernel/events/bus/postgres/migrate-bus';
import { PostgresBus } from '@offplan/kernel/events/bus/postgres/postgres-bus';
import { encodeId, uuidv7 } from '@offplan/kernel/ids';
import { startJobs } from '@offplan/kernel/jobs/job-queue';
import { silentLogger } from '@offplan/kernel/logging';
import type { Passport } from '@offplan/kernel/passport/passport';
import type { GuestCapability, Role } from '@offplan/kernel/permissions/roles';
import { openSubgraph, type RunningSubgraph, type SubgraphContext } from '@offplan/kernel/subgraph/subgraph';
import { ROLES_PASSWORD } from '@offplan/kernel/testing/roles-password';
import { migratedDatabase } from '@offplan/kernel/testing/worker-database';
import type { Client } from 'pg';
import { inventory } from '../index.ts';

/** Inventory alone on a real PostgreSQL, with an Organisation, a project of one building, and people to act. */
export class InventoryBench {
  readonly orgId = uuidv7();
  readonly projectId = uuidv7();
  readonly buildingId = uuidv7();
  readonly floorId = uuidv7();
  readonly guestOrgId = uuidv7();
  readonly clock: ManualClock;
  readonly admin: Client;
  readonly subgraph: RunningSubgraph;
  readonly #bus: PostgresBus;
  readonly #url: string;

  private constructor(url: string, admin: Client, subgraph: RunningSubgraph, bus: PostgresBus, clock: ManualClock) {
    this.#url = url;
    this.admin = admin;
    this.subgraph = subgraph;
    this.#bus = bus;
    this.clock = clock;
  }

  static async open(): Promise<InventoryBench> {
    const url = await migratedDatabase();
    const admin = new OrderlyClient({ connectionString: url });
    await admin.connect();
    const bus = new PostgresBus({
      connectionString: databaseUrlFor(url, BUS_ROLE, ROLES_PASSWORD),
      logger: silentLogger,
    });
    const clock = new ManualClock();
    const subgraph = await openSubgraph(inventory, {
      databaseUrl: url,
      databasePassword: ROLES_PASSWORD,
      pool: 8,
      bus,
      clock,
      logger: silentLogger,
    });
    await subgraph.startBackground();
    const bench = new InventoryBench(url, admin, subgraph, bus, clock);
    await bench.#fill();
    return bench;
  }

  async #fill(): Promise<void> {
    const { orgId, projectId, buildingId, floorId, guestOrgId } = this;
    const limits = JSON.stringify({ projects: 1, teamMembers: 3, unitsPerProject: null, guestOrganisations: null });
    await this.admin.query(
      `insert into inventory.entitlement_mirror (org_id, version, tier, is_trial, trial_ends_at, status, limits, features) values ($1, 1, 'tier_2', true, null, 'active', $2, '{open_mode}')`,
      [orgId, limits],
    );
    await this.admin.query(
      `insert into inventory.project (org_id, id, slug, name, currency, place, created_at) values ($1, $2, 'aurelia', 'Aurelia', 'AED', 1, now())`,
      [orgId, projectId],
    );
    await this.admin.query(
      `insert into inventory.building (org_id, id, project_id, name, ordinal) values ($1, $2, $3, 'Tower A', 1)`,
      [orgId, buildingId, projectId],
    );
    await this.admin.query(
      `insert into inventory.floor (org_id, id, project_id, building_id, label, level) values ($1, $2, $3, $4, '12', 12)`,
      [orgId, floorId, projectId, buildingId],
    );
    await this.admin.query(
      `insert into inventory.guest (org_id, project_id, guest_org_id, name, slug, capabilities, is_active) values ($1, $2, $3, 'Blue Heron', 'blue-heron', '{sales}', true)`,
      [orgId, projectId, guestOrgId],
    );
  }

  /** Puts a unit on floor 12 and returns its UUID. */
  async unit(
    number: string,
    columns: { status?: string; assignedOrgId?: string | null; isReleased?: boolean } = {},
  ): Promise<string> {
    const id = uuidv7();
    await this.admin.query(
      `insert into inventory.unit (org_id, id, project_id, building_id, floor_id, number, kind, bedrooms, area_total, price_minor, currency, status, assigned_org_id, is_released, status_changed_at, created_at, ordinal)
       values ($1, $2, $3, $4, $5, $6, 'apartment', 2, 108.4, 214000000, 'AED', $7, $8, $9, $10, $10,
         (select coalesce(max(ordinal), 0) + 1 from inventory.unit where project_id = $3))`,
      [
        this.orgId,
        id,
        this.projectId,
        this.buildingId,
        this.floorId,
        number,
        columns.status ?? 'available',
        columns.assignedOrgId ?? null,
        columns.isReleased ?? true,
        this.clock.now(),
      ],
    );
    return id;
  }

  /** Runs queued jobs until stopped. */
  startJobs(): Promise<{ stop(): Promise<void> }> {
    return startJobs({
      databaseUrl: this.#url,
      databasePassword: ROLES_PASSWORD,
      clock: this.clock,
      logger: silentLogger,
      bus: this.#bus,
      subgraphs: [{ db: this.subgraph.db, tasks: inventory.tasks ?? [] }],
    });
  }

  /** A member of the team. */
  member(name: string, role: Role = 'sales_agent'): Passport {
    return {
      kind: 'user',
      user: { id: uuidv7(), name, organisationIds: [this.orgId] },
      organisation: { id: this.orgId, name: 'Halden & Reyes', slug: 'halden-reyes', status: 'active' },
      role,
    };
  }

  /** A person of the guest Organisation, with its role there. */
  guest(name: string, capabilities: GuestCapability[] = ['sales'], role: Role = 'sales_agent'): Passport {
    return {
      ...this.member(name, 'external_sales_agent'),
      guest: {
        organisationId: this.guestOrgId,
        organisationName: 'Blue Heron',
        role,
        grants: [{ projectId: this.projectId, capabilities }],
      },
    };
  }

  /** Lets people join their teams, as identity's events tell it. */
  async join(...people: Passport[]): Promise<void> {
    for (const { user, role, guest } of people)
      await this.admin.query(
        `insert into inventory.member (org_id, user_id, member_id, name, role, is_active) values ($1, $2, $2, $3, $4, true)`,
        [guest?.organisationId ?? this.orgId, user!.id, user!.name, guest?.role ?? role],
      );
  }

  /** Puts an event of identity on the bus: its id is returned, so that it can come twice. */
  async hear(event: Pick<BusEvent, 'orgId' | 'type' | 'subjectId' | 'data'> & Partial<BusEvent>): Promise<string> {
    const id = event.id ?? uuidv7();
    await this.#bus.publish([
      {
        source: 'identity',
        subjectType: event.type.split('.')[0]!,
        seq: 1,
        actor: { kind: 'system' },
        onBehalfOf: null,
        requestId: null,
        personal: {},
        piiClass: 'none',
        occurredAt: this.clock.now().toISOString(),
        ...event,
        id,
      },
    ]);
    return id;
  }

  context(passport: Passport): SubgraphContext {
    return this.subgraph.createContext(passport, {
      requestId: 'test',
      address: '127.0.0.1',
      userAgent: null,
    }) as SubgraphContext;
  }

  /** The events about a subject, oldest first. */
  async events(
    subjectId: string,
  ): Promise<
    { type: string; data: Record<string, unknown>; personal: Record<string, string>; actor: { id?: string } }[]
  > {
    const { rows } = await this.admin.query(
      'select type, data, personal, actor from inventory.event where subject_id = $1 order by position',
      [subjectId],
    );
    return rows;
  }

  async close(): Promise<void> {
    await this.subgraph.close();
    await this.#bus.close();
    await this.admin.end();
  }
}

export const unitGlobalId = (uuid: string): string => encodeId('unit', uuid);
