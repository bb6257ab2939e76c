import { randomUUID } from 'node:crypto';
import { encodeId, uuidv7 } from '@offplan/kernel/ids';
import type { Passport } from '@offplan/kernel/passport/passport';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { assignUnits } from '../allocation/assign-units.ts';
import { InventoryBench, unitGlobalId } from '../testing/open-inventory.ts';
import { flipUnit } from '../units/flip-unit.ts';
import { SalesChannel } from '../units/sales-channel.ts';
import { UnitStatus } from '../units/unit-status.ts';
import { assignUnitsToAgent } from './assign-units-to-agent.ts';
import { handOverBuyers } from './hand-over-buyers.ts';

let bench: InventoryBench;
beforeAll(async () => {
  bench = await InventoryBench.open();
  bench.clock.set(new Date());
});
afterAll(async () => bench?.close());

const UNITS = 6;
const PEOPLE = 4;

type Team = 'host' | 'heron' | 'nordkai';
const team = fc.constantFrom<Team>('host', 'heron', 'nordkai');
const unit = fc.nat(UNITS - 1);
const person = fc.nat(PEOPLE - 1);

const step = fc.oneof(
  fc.record({ kind: fc.constant('to guest' as const), unit, team }),
  fc.record({ kind: fc.constant('to agent' as const), unit, team, person: fc.option(person) }),
  fc.record({ kind: fc.constant('reserve' as const), unit, team, person }),
  fc.record({ kind: fc.constant('hand over' as const), team, person, to: person }),
  fc.record({ kind: fc.constant('leave' as const), team, person }),
  fc.record({ kind: fc.constant('come back' as const), team, person }),
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** A fresh set of units and people in three teams; the first of each manages it and never leaves. */
class Walk {
  readonly units: string[] = [];
  readonly teams: Record<Team, { orgId: string; people: Passport[] }>;
  /** The present membership of each person, as identity would know it; null while there is none. */
  readonly memberships = new Map<string, string | null>();

  #told: Promise<unknown> = Promise.resolve();

  private constructor(nordkaiId: string) {
    const of = (make: (name: string, isManager: boolean) => Passport) =>
      Array.from({ length: PEOPLE }, (_, n) => make(`P${n}`, n === 0));
    const guest = (name: string, isManager: boolean) =>
      bench.guest(name, ['sales'], isManager ? 'sales_manager' : 'sales_agent');
    this.teams = {
      host: {
        orgId: bench.orgId,
        people: of((name, isManager) => bench.member(name, isManager ? 'sales_manager' : 'sales_agent')),
      },
      heron: { orgId: bench.guestOrgId, people: of(guest) },
      nordkai: {
        orgId: nordkaiId,
        people: of((name, isManager) => {
          const passport = guest(name, isManager);
          return {
            ...passport,
            guest: { ...passport.guest!, organisationId: nordkaiId, organisationName: 'Nordkai' },
          };
        }),
      },
    };
  }

  static async begin(): Promise<Walk> {
    const nordkaiId = uuidv7();
    await bench.admin.query(
      `insert into inventory.guest (org_id, project_id, guest_org_id, name, slug, capabilities, is_active) values ($1, $2, $3, 'Nordkai', 'nordkai', '{sales}', true)`,
      [bench.orgId, bench.projectId, nordkaiId],
    );
    const walk = new Walk(nordkaiId);
    for (const { people } of Object.values(walk.teams)) {
      await bench.join(...people);
      for (const who of people) walk.memberships.set(who.user!.id, who.user!.id);
    }
    for (let n = 0; n < UNITS; n += 1) walk.units.push(await bench.unit(`W-${randomUUID()}`));
    return walk;
  }

  async take(step: Step): Promise<unknown> {
    const { orgId, people } = this.teams[step.team];
    const [manager] = people as [Passport];
    const projectId = encodeId('project', bench.projectId);
    const unitIds = 'unit' in step ? [unitGlobalId(this.units[step.unit]!)] : [];
    const lead = this.teams.host.people[0]!;
    switch (step.kind) {
      case 'to guest':
        return assignUnits(bench.context(lead), {
          projectId,
          unitIds,
          guestOrganisationId: step.team === 'host' ? null : encodeId('org', orgId),
        });
      case 'to agent': {
        const agentId = step.person === null ? null : encodeId('user', people[step.person]!.user!.id);
        return assignUnitsToAgent(bench.context(manager), { projectId, unitIds, agentId });
      }
      case 'reserve':
        if (!this.memberships.get(people[step.person]!.user!.id)) return null;
        return flipUnit(bench.context(people[step.person]!), {
          unitId: unitIds[0]!,
          expectedVersion: 1,
          to: UnitStatus.RESERVED,
          buyer: { new: { name: 'B', contact: '+971 50 318 41 27' } },
          channel: SalesChannel.AGENCY,
          isConfirmed: true,
          idempotencyKey: randomUUID(),
        });
      case 'hand over':
        return handOverBuyers(bench.context(manager), {
          buyers: { agentId: encodeId('user', people[step.person]!.user!.id) },
          toAgentId: encodeId('user', people[step.to]!.user!.id),
        });
      case 'leave':
        return this.#leave(orgId, manager, people[step.person]!);
      case 'come back':
        return this.#comeBack(orgId, people[step.person]!);
    }
  }

  async #leave(orgId: string, manager: Passport, who: Passport): Promise<void> {
    const userId = who.user!.id;
    const memberId = this.memberships.get(userId);
    if (!memberId || who === manager) return;
    this.memberships.set(userId, null);
    await this.#tell({
      orgId,
      type: 'member.left',
      subjectId: memberId,
      data: { userId, before: { role: 'sales_agent' }, successorUserId: manager.user!.id },
      personal: { subjectName: who.user!.name },
    });
  }

  async #comeBack(orgId: string, who: Passport): Promise<void> {
    const userId = who.user!.id;
    if (this.memberships.get(userId)) return;
    const memberId = uuidv7();
    this.memberships.set(userId, memberId);
    await this.#tell({
      orgId,
      type: 'member.joined',
      subjectId: memberId,
      data: { userId, after: { role: 'sales_agent' } },
      personal: { subjectName: who.user!.name },
    });
  }

  /** Identity's events come in the order in which it committed them. */
  #tell(event: Parameters<InventoryBench['hear']>[0]): Promise<unknown> {
    this.#told = this.#told.then(() => bench.hear(event));
    return this.#told;
  }

  /** Waits until inventory knows the teams as identity does. */
  async settle(): Promise<void> {
    const expected = [...this.memberships].map(([userId, memberId]) => `${userId} ${memberId !== null}`).sort();
    await expect
      .poll(
        async () => {
          const { rows } = await bench.admin.query(
            'select user_id, is_active from inventory.member where user_id = any ($1)',
            [[...this.memberships.keys()]],
          );
          return rows.map((row) => `${row.user_id} ${row.is_active}`).sort();
        },
        { timeout: 10_000, interval: 10 },
      )
      .toEqual(expected);
  }

  async check(): Promise<void> {
    const { rows } = await bench.admin.query(
      `select u.id, u.number, u.assigned_org_id, u.assigned_user_id, u.reserved_by, u.status,
         agent.is_active as agent_is_active, reserver.is_active as reserver_is_active
       from inventory.unit u
       left join inventory.member agent on agent.org_id = coalesce(u.assigned_org_id, u.org_id) and agent.user_id = u.assigned_user_id
       left join inventory.member reserver on reserver.org_id = u.reserved_by_org_id and reserver.user_id = u.reserved_by
       where u.id = any ($1)`,
      [this.units],
    );
    for (const row of rows) {
      if (row.assigned_user_id) expect(row.agent_is_active, 'its agent is in the team that sells it').toBe(true);
      if (row.status === 'reserved') expect(row.reserver_is_active, 'somebody of the team may act').toBe(true);
      // The events tell exactly how it came to this: each begins where the one before ended.
      let [guest, agent]: [unknown, unknown] = [null, null];
      for (const { type, data } of await bench.events(row.id)) {
        const { before, after } = data as { before: Record<string, unknown>; after: Record<string, unknown> };
        if (type === 'unit.assigned') {
          expect(before.assignedOrgId).toBe(guest);
          [guest, agent] = [after.assignedOrgId, null];
        } else if (type.startsWith('unit.') && before && 'agentUserId' in before) {
          expect(before.agentUserId).toBe(agent);
          agent = after.agentUserId;
        }
      }
      expect([guest, agent]).toEqual([row.assigned_org_id, row.assigned_user_id]);
    }
  }
}

it('INV-57 INV-69 ID-43 ID-55 however assigning, reserving, handing over, leaving and coming back meet, a unit has at most one guest, its agent belongs to who sells it, and its events tell the way', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(step, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 5 }),
      async (rounds) => {
        const walk = await Walk.begin();
        for (const steps of rounds) await Promise.all(steps.map((one) => walk.take(one)));
        await walk.settle();
        await walk.check();
      },
    ),
    { numRuns: 60, endOnFailure: true },
  );
}, 180_000);
