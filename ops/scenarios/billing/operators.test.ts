import { extendTrial, Pricing, readLimits, setTier, TIERS } from '@offplan/billing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DEMO_PRICING } from '../../local/demo/demo-pricing.ts';
import { GOOD_CARD, submit } from '../../stripe-emulator/testing/target.ts';
import type { TestOrganisation } from '../../testing/test-organisation.ts';
import type { World } from '../../testing/world.ts';
import { billingActs, DAY, openBillingWorld, uuidOf } from './billing-world.ts';

let world: World;
beforeAll(async () => {
  world = await openBillingWorld();
}, 60_000);
afterAll(() => world?.close());

const { look, customerOf, setCard, runJob, furtherWorkspace, openPage, change, notesOf } = billingActs(() => world);

const billing = () => world.system.subgraphs.get('billing')!.db;
const options = () => ({
  stripe: world.stripe.account,
  pricing: DEMO_PRICING,
  graceDays: 7,
  archive: null,
  appUrl: 'http://app.offplan.localhost',
});

const extend = (organisation: TestOrganisation, days: number) =>
  extendTrial(options(), billing(), {
    orgId: uuidOf(organisation),
    days,
    by: 'Maya',
    reason: 'The Owner was ill and wrote to us.',
  });

/** What the log says of an Organisation, the oldest first. */
async function logged(organisation: TestOrganisation, types: readonly string[]): Promise<Record<string, any>[]> {
  const { rows } = await world.admin.query(
    `select type, actor->>'kind' as actor, personal->>'actorName' as name, data from billing.event
     where org_id = $1 and type = any ($2) order by position`,
    [uuidOf(organisation), types],
  );
  return rows;
}

/** The mails that were wanted of the journey, the oldest first. */
async function reminders(organisation: TestOrganisation): Promise<string[]> {
  const { rows } = await world.admin.query(
    `select data->>'template' as template from growth.event where org_id = $1 and type = 'letter.wanted' order by position`,
    [uuidOf(organisation)],
  );
  return rows.map(({ template }) => template);
}

const endOf = async (organisation: TestOrganisation): Promise<Date> =>
  (
    await world.admin.query('select trial_ends_at from billing.billing_account where org_id = $1', [
      uuidOf(organisation),
    ])
  ).rows[0].trial_ends_at;

const growthHears = (organisation: TestOrganisation, endsAt: Date) =>
  world.until(
    `select date_trunc('second', trial_ends_at) = date_trunc('second', $2::timestamptz) from growth.entitlement_mirror where org_id = $1`,
    [uuidOf(organisation), endsAt],
  );

it('GRO-2 OPR-4 BIL-35 an Operator gives a trial up to 7 more days, once: Stripe, the plan, the banner and the mails follow the new end, and nothing is sent twice', async () => {
  const organisation = await world.organisation('More Days');
  const customer = await customerOf(organisation);
  const first = await endOf(organisation);
  expect(await extend(organisation, 8)).toMatchObject({ done: false, message: expect.stringContaining('1 to 7') });
  expect(await extend(organisation, 1.5)).toMatchObject({ done: false });
  await world.travel(new Date(first.getTime() - 4 * DAY));
  expect(await reminders(organisation)).toEqual(['trial_started', 'trial_seven_days_left']);
  // Stripe fails and keeps that for the key: it is done with another one.
  await world.stripe.emulator.control.failNext({
    kind: 'error_500_kept',
    method: 'POST',
    path: '/v1/subscriptions',
  } as never);
  const endsAt = new Date(first.getTime() + 5 * DAY);
  const answers = await Promise.all([extend(organisation, 5), extend(organisation, 5)]);
  expect(answers.map((answer) => answer.done && answer.isNew).sort()).toEqual([false, true]);
  await growthHears(organisation, endsAt);
  await world.until(`select state = 'done' from billing.trial_extension where org_id = $1`, [uuidOf(organisation)]);
  const [trial] = (await world.stripe.client.subscriptions.list({ customer })).data;
  expect(trial!.trial_end).toBe(Math.floor(endsAt.getTime() / 1_000));
  expect(await world.stripe.emulator.control.failures()).toEqual([]);
  expect(await extend(organisation, 5)).toMatchObject({ done: true, isNew: false });
  // As after a crash before the job had written that it is done.
  await world.admin.query(`update billing.trial_extension set state = 'ordered' where org_id = $1`, [
    uuidOf(organisation),
  ]);
  await world.admin.query(`select graphile_worker.add_job('billing.extend_trial', $1)`, [
    JSON.stringify({ orgId: uuidOf(organisation) }),
  ]);
  await world.until(`select state = 'done' from billing.trial_extension where org_id = $1`, [uuidOf(organisation)]);
  expect(await extend(organisation, 2)).toMatchObject({ done: false, message: expect.stringContaining('once') });
  expect(
    await logged(organisation, ['trial.extension_ordered', 'trial.extended', 'trial.extension_failed']),
  ).toMatchObject([
    { type: 'trial.extension_ordered', actor: 'operator', name: 'Maya', data: { days: 5 } },
    { type: 'trial.extended', data: { before: { trialEndsAt: expect.any(String) } } },
  ]);
  expect((await look(organisation)).plan).toMatchObject({ isTrial: true, trialDaysLeft: 9 });
  // The day of the reminder by the old end, and the old end itself, pass.
  await world.travel(new Date(first.getTime() + 1 * DAY));
  expect(await reminders(organisation)).toEqual(['trial_started', 'trial_seven_days_left']);
  const { organisation: seen } = await organisation.owner.api.data('{ organisation { banners { kind at daysLeft } } }');
  expect(seen.banners).toMatchObject([{ kind: 'TRIAL_RUNNING', daysLeft: 4 }]);
  expect(Math.floor(new Date(seen.banners[0].at).getTime() / 1_000)).toBe(Math.floor(endsAt.getTime() / 1_000));
  await world.travel(new Date(endsAt.getTime() + DAY));
  await world.until(`select status = 'ended' from growth.entitlement_mirror where org_id = $1`, [uuidOf(organisation)]);
  await expect
    .poll(() => reminders(organisation))
    .toEqual(['trial_started', 'trial_seven_days_left', 'trial_three_days_left', 'trial_one_day_left', 'trial_ended']);
}, 60_000);

it('GRO-2 BIL-13 a trial that somebody moves at Stripe moves here, and one that goes on as Starter is extended with it; what is no running trial is refused', async () => {
  const { client } = world.stripe;
  const moved = await world.organisation('Moved There');
  const [trial] = (await client.subscriptions.list({ customer: await customerOf(moved) })).data;
  for (const days of [3, -2]) {
    const { trial_end } = await client.subscriptions.retrieve(trial!.id);
    await client.subscriptions.update(trial!.id, { trial_end: trial_end! + (days * DAY) / 1_000 });
    await world.settle();
    await growthHears(moved, new Date((trial_end! + (days * DAY) / 1_000) * 1_000));
  }
  expect((await logged(moved, ['trial.extended', 'trial.shortened'])).map(({ type, actor }) => [type, actor])).toEqual([
    ['trial.extended', 'stripe'],
    ['trial.shortened', 'stripe'],
  ]);

  const starter = await world.organisation('Then Starter');
  const customer = await customerOf(starter);
  await setCard(starter);
  await change(starter, 'tier_1');
  const first = await endOf(starter);
  expect(await extend(starter, 7)).toMatchObject({ done: true });
  const endsAt = new Date(first.getTime() + 7 * DAY);
  await growthHears(starter, endsAt);
  await world.travel(new Date(endsAt.getTime() - DAY), DAY);
  expect((await look(starter)).plan).toMatchObject({ isTrial: true, tier: { slug: 'tier_2' } });
  expect((await client.invoices.list({ customer, status: 'paid' })).data.filter(({ total }) => total > 0)).toEqual([]);
  await world.travel(new Date(endsAt.getTime() + DAY));
  expect((await look(starter)).plan).toMatchObject({ isTrial: false, tier: { slug: 'tier_1' } });

  const refused = async (organisation: TestOrganisation) => {
    const answer = await extend(organisation, 2);
    return answer.done ? 'done' : answer.message;
  };
  // The trial that was moved has ended meanwhile, Starter is paid, and a further workspace never had one.
  expect(await refused(moved)).toContain('ended');
  await world.admin.query('delete from billing.trial_extension where org_id = $1', [uuidOf(starter)]);
  expect(await refused(starter)).toContain('tier_1 and no trial');
  expect(await refused(await furtherWorkspace('Never Tried'))).toContain('never had a trial');

  // Over at Stripe before the job comes to it: the promise is before the Operators, and the order may be given anew.
  const late = await world.organisation('Too Late');
  const lateCustomer = await customerOf(late);
  await world.stripe.emulator.control.addWebhookFault({ kind: 'drop', count: 5 } as never);
  for (const { id } of (await client.subscriptions.list({ customer: lateCustomer })).data)
    await client.subscriptions.cancel(id);
  expect(await extend(late, 3)).toMatchObject({ done: true });
  await world.until(`select state = 'failed' from billing.trial_extension where org_id = $1`, [uuidOf(late)]);
  await world.stripe.emulator.control.clearWebhookFaults();
  expect(await notesOf(uuidOf(late))).toMatchObject([{ kind: 'trial_not_extended', data: { days: 3 } }]);
  expect((await look(late)).plan).toMatchObject({ isEnded: true });
}, 60_000);

it('BIL-26 BIL-2 BIL-3 Enterprise that an Operator gives, with its own limits, is in force in every subgraph within moments; taken back, the plan is what is paid for', async () => {
  const organisation = await world.organisation('By Contract');
  await customerOf(organisation);
  const orgId = uuidOf(organisation);
  for (const text of ['{"project": 1}', '{"projects": -1}', '[]', 'many'])
    expect(readLimits(text)).toEqual({ fault: expect.stringMatching(/\w+/) });
  const read = readLimits('{"projects": 3, "teamMembers": null}');
  if ('fault' in read) throw new Error(read.fault);
  const set = (given: Parameters<typeof setTier>[2]['given']) =>
    setTier(options(), billing(), { orgId, given, by: 'Maya', reason: 'Contract 7 is signed.' });
  const inForce = async (sql: string, ...parameters: unknown[]) => {
    for (const subgraph of ['identity', 'inventory', 'growth'])
      await world.until(`select ${sql} from ${subgraph}.entitlement_mirror where org_id = $1`, [orgId, ...parameters]);
  };
  const given = { tier: 'tier_3_enterprise', ...read } as const;
  const both = await Promise.all([set(given), set(given)]);
  expect(both.map((answer) => answer.done && answer.isNew).sort()).toEqual([false, true]);
  await inForce(
    `tier = 'tier_3_enterprise' and not is_trial and features @> '{sso,sla,individual_limits,analytics}' and limits @> '{"projects": 3, "teamMembers": null}' and limits->>'unitsPerProject' is null`,
  );
  const plan = async () =>
    (
      await organisation.owner.api.data(
        '{ organisation { plan { tier { slug } isTrial limits { projects teamMembers } features { feature isIncluded } } } }',
      )
    ).organisation.plan;
  expect(await plan()).toMatchObject({ limits: { projects: 3, teamMembers: null } });
  expect((await plan()).features).toContainEqual({ feature: 'sso', isIncluded: true });
  // Whatever Stripe tells meanwhile.
  await setCard(organisation);
  expect((await plan()).tier.slug).toBe('tier_3_enterprise');
  expect(await set(given)).toEqual({ done: true, isNew: false, isCharged: true });
  expect(await set({ tier: 'tier_3_enterprise', limits: null })).toMatchObject({ isNew: true });
  await inForce(`limits->>'projects' is null`);
  expect(await set(null)).toMatchObject({ done: true, isNew: true });
  await inForce(`tier = 'tier_2' and is_trial and limits @> '{"projects": 1}'`);
  expect(await set(null)).toMatchObject({ done: true, isNew: false });
  expect(await logged(organisation, ['plan.given', 'plan.taken_back'])).toMatchObject([
    {
      type: 'plan.given',
      actor: 'operator',
      name: 'Maya',
      data: { after: { tier: 'tier_3_enterprise', limits: { projects: 3 } } },
    },
    { type: 'plan.given', data: { after: { limits: null } } },
    { type: 'plan.taken_back', data: { after: { tier: null }, reason: expect.stringContaining('Contract 7') } },
  ]);
}, 60_000);

it('BIL-1 BIL-2 GRO-33 a feature that is sold with another tier than before is refused with that tier, without other code', async () => {
  const organisation = await furtherWorkspace('Moved Feature');
  const moved = ['team', 'audit_log'] as const;
  const isMoved = (feature: string) => moved.some((one) => one === feature);
  const pricing = new Pricing(
    TIERS.map((tier) => ({
      ...tier,
      features: [...tier.features.filter((one) => !isMoved(one)), ...(tier.slug === 'tier_2' ? moved : [])],
    })),
  );
  const set = (sold: Pricing) =>
    setTier({ ...options(), pricing: sold }, billing(), {
      orgId: uuidOf(organisation),
      given: { tier: 'tier_1', limits: null },
      by: 'Maya',
      reason: 'For a test.',
    });
  const refusals = async () => {
    const { api } = organisation.owner;
    const refusal = '__typename ... on NotPermitted { reason leastTier }';
    const { inviteMember } = await api.data(
      `mutation { inviteMember(input: { email: "agent@moved.example", role: SALES_AGENT }) { ${refusal} } }`,
    );
    const { verifyAuditLog } = await api.data(`{ verifyAuditLog { ${refusal} } }`);
    return [inviteMember, verifyAuditLog];
  };
  const refusal = (leastTier: string) => ({ __typename: 'NotPermitted', reason: 'FEATURE', leastTier });
  await world.until(`select tier = 'free_guest' from identity.entitlement_mirror where org_id = $1`, [
    uuidOf(organisation),
  ]);
  expect(await refusals()).toEqual([refusal('tier_1'), refusal('tier_1')]);
  await set(pricing);
  await world.until(`select tier = 'tier_1' from identity.entitlement_mirror where org_id = $1`, [
    uuidOf(organisation),
  ]);
  expect(await refusals()).toEqual([refusal('tier_2'), refusal('tier_2')]);
}, 60_000);

it('BIL-14 BIL-24 BIL-32 whose customer is deleted at Stripe has no plan any more and can pay again at once: as another customer, once before the Operators, and what is still told of the old one finds its books', async () => {
  const { client, emulator } = world.stripe;
  const organisation = await furtherWorkspace('Deleted There');
  const orgId = uuidOf(organisation);
  await submit((await openPage(organisation, 'tier_2')).url!, GOOD_CARD);
  await world.settle();
  expect((await look(organisation)).plan.tier.slug).toBe('tier_2');
  const old = await customerOf(organisation);
  const [charge] = (await client.charges.list({ customer: old })).data;
  const invoices = (await look(organisation)).billing.invoices;
  expect(invoices).toHaveLength(1);

  // Nobody hears of it: whoever opens a page does.
  await emulator.control.addWebhookFault({ kind: 'drop', count: 9 } as never);
  await client.customers.del(old);
  await emulator.control.clearWebhookFaults();
  const { url } = await openPage(organisation, 'tier_1');
  expect(url).toContain('http');
  expect((await look(organisation)).plan).toMatchObject({ isEnded: true, tier: { slug: 'free_guest' } });
  await submit(url!, GOOD_CARD);
  await world.settle();
  const seen = await look(organisation);
  expect(seen.plan).toMatchObject({ isEnded: false, tier: { slug: 'tier_1' } });
  expect(seen.billing.invoices).toHaveLength(2);
  expect(seen.billing.invoices).toContainEqual(invoices[0]);

  // Its deletion is heard of late, and money of the old one goes back.
  for (const { id } of (await client.events.list({ limit: 100 })).data.filter(
    ({ data }) => (data.object as { id?: string }).id === old,
  ))
    await emulator.control.resend(id);
  await client.refunds.create({ charge: charge!.id });
  await world.settle();
  await runJob('billing.reconcile_with_stripe');
  await runJob('billing.check_archive');
  expect((await look(organisation)).plan).toMatchObject({ isEnded: false, tier: { slug: 'tier_1' } });
  const booked = await world.admin.query('select kind from billing.revenue where org_id = $1 order by kind', [orgId]);
  expect(booked.rows.map(({ kind }) => kind)).toEqual(['paid', 'paid', 'refunded']);
  expect(await notesOf(orgId)).toMatchObject([{ kind: 'customer_deleted', data: { customer: old } }]);
  expect(
    await logged(organisation, ['billing_account.customer_deleted', 'billing_account.customer_opened']),
  ).toMatchObject([
    { type: 'billing_account.customer_opened' },
    { type: 'billing_account.customer_deleted' },
    { type: 'billing_account.customer_opened' },
  ]);
  const archived = await world.admin.query(
    'select count(distinct invoice_id)::int as invoices from billing.archived_invoice where org_id = $1',
    [orgId],
  );
  expect(archived.rows).toEqual([{ invoices: 2 }]);

  // Deleted in its trial: that is over, and there is no second one.
  const trying = await world.organisation('Deleted Trial');
  await client.customers.del(await customerOf(trying));
  await world.settle();
  expect((await look(trying)).plan).toMatchObject({ isEnded: true });
  await submit((await openPage(trying, 'tier_2')).url!, GOOD_CARD);
  await world.settle();
  expect((await look(trying)).plan).toMatchObject({ isTrial: false, tier: { slug: 'tier_2' } });
}, 60_000);
