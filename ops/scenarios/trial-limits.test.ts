import { extendTrial, Pricing } from '@offplan/billing';
import { decodeId } from '@offplan/kernel/ids';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { World } from '../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await World.open({
    // People stay signed in while a trial passes.
    settings: { OFFPLAN_SESSION_IDLE_SECONDS: '99999999', OFFPLAN_SESSION_ABSOLUTE_SECONDS: '99999999' },
  });
});
afterAll(async () => world?.close());

const CREATE = `mutation ($input: CreateProjectInput!) { createProject(input: $input) { __typename ... on ProjectLimitReached { limit tier upgradeTo } ... on UserError { code message } } }`;

it('BIL-1 BIL-11 a sign-up starts the Pro trial for 14 days with its limits, and the plan and its timeline say so', async () => {
  // At noon in Dubai, when the mail of nine o'clock is sent at once.
  world.clock.set(new Date(`${new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)}T08:00:00Z`));
  const organisation = await world.organisation('Trial Towers');
  await world.until(`select count(*) = 1 from growth.timeline_step where org_id = $1 and state = 'done'`, [
    decodeId('org', organisation.id),
  ]);
  const { organisation: seen, tiers } = await organisation.owner.api.data(
    '{ tiers { slug name } organisation { plan { tier { slug name } isTrial trialEndsAt limits { projects teamMembers unitsPerProject } features { feature isIncluded leastTier } } trialTimeline { key state dueAt } } }',
  );
  expect(tiers.map(({ slug }: { slug: string }) => slug)).toEqual([
    'free_guest',
    'tier_1',
    'tier_2',
    'tier_3_enterprise',
  ]);
  expect(seen.plan).toMatchObject({
    tier: { slug: 'tier_2', name: 'Pro' },
    isTrial: true,
    limits: { projects: 1, teamMembers: 3, unitsPerProject: null },
  });
  const days = (new Date(seen.plan.trialEndsAt).getTime() - world.clock.now().getTime()) / 86_400_000;
  expect(Math.round(days)).toBe(14);
  const has = Object.fromEntries(
    seen.plan.features.map(({ feature, isIncluded }: { feature: string; isIncluded: boolean }) => [
      feature,
      isIncluded,
    ]),
  );
  expect(has).toMatchObject({ analytics: true, custom_domain: true, sso: false });
  expect(seen.trialTimeline.map(({ state }: { state: string }) => state)).toEqual([
    'DONE',
    'NEXT',
    ...Array(7).fill('UPCOMING'),
  ]);
});

it('INV-2 BIL-11 security check 19: of 50 projects created at once in a trial exactly one is made; the others are told the limit', async () => {
  const organisation = await world.organisation('One Project');
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      organisation.owner.api.data(CREATE, { input: { name: `Tower ${index}`, currency: 'AED' } }),
    ),
  );
  const kinds = answers.map(({ createProject }) => createProject.__typename);
  expect(kinds.filter((kind) => kind === 'CreateProjectSuccess')).toHaveLength(1);
  expect(kinds.filter((kind) => kind === 'ProjectLimitReached')).toHaveLength(49);
  expect(answers.find(({ createProject }) => createProject.limit)?.createProject).toMatchObject({
    limit: 1,
    tier: 'tier_2',
    upgradeTo: 'tier_2',
  });
});

it('ID-41 BIL-11 security check 19: of 50 invitations at once in a trial exactly two find a seat beside the Owner', async () => {
  const organisation = await world.organisation('Three Seats');
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      organisation.owner.api.data(
        `mutation ($input: InviteMemberInput!) { inviteMember(input: $input) { __typename ... on SeatLimitReached { limit } ... on UserError { message } } }`,
        { input: { email: `agent${index}@seats.example`, role: 'SALES_AGENT' } },
      ),
    ),
  );
  const kinds = answers.map(({ inviteMember }) => inviteMember.__typename);
  expect(kinds.filter((kind) => kind === 'InviteMemberSuccess')).toHaveLength(2);
  expect(kinds.filter((kind) => kind === 'SeatLimitReached')).toHaveLength(48);
});

it('BIL-3 BIL-18 when the trial ends every subgraph hears of it, and the workspace turns read-only', async () => {
  const organisation = await world.organisation('Ending');
  const project = await organisation.project('Tower', ['12-03']);
  world.clock.advance(15 * 86_400_000);
  const orgId = decodeId('org', organisation.id);
  for (const subgraph of ['identity', 'inventory', 'growth'])
    await world.until(`select status = 'ended' from ${subgraph}.entitlement_mirror where org_id = $1`, [orgId]);
  // Its session has ended with the fortnight (ID-4).
  const password = 'violet harbour lantern';
  expect(
    (await organisation.owner.api.post('/auth/sign-in', { email: organisation.owner.email, password })).status,
  ).toBe(200);
  const { flipUnit } = await organisation.owner.api.data(
    `mutation ($input: FlipUnitInput!) { flipUnit(input: $input) { __typename ... on NotPermitted { reason } } }`,
    {
      input: {
        unitId: project.units.get('12-03'),
        expectedVersion: 1,
        to: 'RESERVED',
        buyer: { new: { name: 'B', contact: '123' } },
        channel: 'OTHER',
        isConfirmed: true,
        idempotencyKey: 'ended-trial-1',
      },
    },
  );
  expect(flipUnit).toEqual({ __typename: 'NotPermitted', reason: 'PLAN_ENDED' });
  const { organisation: seen } = await organisation.owner.api.data(
    '{ organisation { plan { tier { slug } isTrial isEnded } } }',
  );
  expect(seen.plan).toEqual({ tier: { slug: 'free_guest' }, isTrial: false, isEnded: true });
});

it('BIL-14 a trial ends at its exact time by the clock that rules are told, whatever the database’s says', async () => {
  const organisation = await world.organisation('To The Second');
  const orgId = decodeId('org', organisation.id);
  const { rows } = await world.admin.query('select trial_ends_at from billing.billing_account where org_id = $1', [
    orgId,
  ]);
  const agenda = world.system.subgraphs.get('billing')!.agenda!;
  world.clock.set(new Date(rows[0].trial_ends_at.getTime() - 1));
  expect(await agenda.runDue()).toBe(0);
  world.clock.advance(1);
  // By us or by the billing's own look, once.
  await agenda.runDue();
  for (const subgraph of ['identity', 'inventory', 'growth'])
    await world.until(
      `select status = 'ended' and ended_at = trial_ends_at from ${subgraph}.entitlement_mirror where org_id = $1`,
      [orgId],
    );
  const ends = `select count(*)::int as ends from billing.event where org_id = $1 and type = 'entitlements.changed' and data->'after'->>'status' = 'ended'`;
  expect((await world.admin.query(ends, [orgId])).rows).toEqual([{ ends: 1 }]);
});

it('BIL-3 GW-20 an open connection is closed by a new plan also when identity hears of it long after the gateway', async () => {
  const { id, owner } = await world.organisation('Late Mirror');
  const { createProject } = await owner.api.data(
    'mutation ($input: CreateProjectInput!) { createProject(input: $input) { ... on CreateProjectSuccess { project { id } } } }',
    { input: { name: 'Tower', currency: 'AED' } },
  );
  const window = owner.api.live('subscription ($id: ID!) { unitsChanged(projectId: $id) { cursor } }', {
    id: createProject.project.id,
  });
  await window.opened;
  const identity = new Client({ connectionString: world.databaseUrl });
  await identity.connect();
  onTestFinished(() => identity.end());
  await identity.query('begin');
  await identity.query('select from identity.entitlement_mirror where org_id = $1 for update', [decodeId('org', id)]);
  await world.travel(new Date(world.clock.now().getTime() + 15 * 86_400_000));
  await world.until(`select exists (select from inventory.entitlement_mirror where org_id = $1 and status = 'ended')`, [
    decodeId('org', id),
  ]);
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(window.closed).toBeNull();
  await identity.query('commit');
  await expect.poll(() => window.closed?.code, { timeout: 5_000 }).toBe(4205);
});

it('OPR-4 GRO-2 without Stripe an Operator’s days are added to the trial at once, in every subgraph; one that has ended is refused', async () => {
  const organisation = await world.organisation('Longer Without');
  const orgId = decodeId('org', organisation.id)!;
  const options = { pricing: new Pricing(), graceDays: 7, stripe: null, archive: null, appUrl: '' };
  const extend = () =>
    extendTrial(options, world.system.subgraphs.get('billing')!.db, { orgId, days: 7, by: 'Maya', reason: 'Asked.' });
  await world.until('select exists (select from billing.billing_account where org_id = $1)', [orgId]);
  const { endsAt, ...first } = (await extend()) as { endsAt: Date };
  expect(first).toEqual({ done: true, isNew: true });
  expect(Math.round((endsAt.getTime() - world.clock.now().getTime()) / 86_400_000)).toBe(21);
  for (const subgraph of ['identity', 'inventory', 'growth'])
    await world.until(`select is_trial and trial_ends_at = $2 from ${subgraph}.entitlement_mirror where org_id = $1`, [
      orgId,
      endsAt,
    ]);
  expect(await extend()).toEqual({ done: true, isNew: false, endsAt });
  const late = await world.organisation('Longer Too Late');
  await world.until('select exists (select from billing.billing_account where org_id = $1)', [
    decodeId('org', late.id),
  ]);
  await world.travel(new Date(world.clock.now().getTime() + 15 * 86_400_000), 86_400_000);
  expect((await organisation.owner.api.data('{ organisation { plan { isTrial } } }')).organisation.plan.isTrial).toBe(
    true,
  );
  const order = { orgId: decodeId('org', late.id)!, days: 1, by: 'Maya', reason: 'Asked.' };
  expect(await extendTrial(options, world.system.subgraphs.get('billing')!.db, order)).toMatchObject({
    done: false,
    message: expect.stringContaining('ended'),
  });
});
