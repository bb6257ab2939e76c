import { settleDispute } from '@offplan/billing';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
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

const { look, customerOf, setCard, runJob, openPage, preview, confirm, change, withdraw, close, tierChanges, notesOf } =
  billingActs(() => world);

/** Waits until Stripe charges the subscriptions of a customer that run, the newest first, or does not. */
const expectCollected = (customer: string, wanted: boolean[]) =>
  expect
    .poll(
      async () =>
        (await world.stripe.client.subscriptions.list({ customer })).data.map((one) => one.pause_collection === null),
      { timeout: 10_000 },
    )
    .toEqual(wanted);

it('BIL-42 BIL-46 disputes suspend by their causes and release when the last is won, and no period is charged meanwhile; an inquiry suspends nobody; a lost one stays; the Operators have a note of each until it is over', async () => {
  const organisation = await world.organisation('Disputed');
  const id = uuidOf(organisation);
  const customer = await customerOf(organisation);
  await setCard(organisation);
  await world.travel(new Date(world.clock.now().getTime() + (15 + 62) * DAY));
  const { client, emulator } = world.stripe;
  const charges = (await client.charges.list({ customer })).data;
  expect(charges).toHaveLength(3);
  const status = async () =>
    (await world.admin.query('select status from identity.organisation where id = $1', [id])).rows[0].status as string;
  const becomes = (wanted: string) =>
    world.until('select status = $2 from identity.organisation where id = $1', [id, wanted]);
  const isCollected = (wanted: boolean) => expectCollected(customer, [wanted]);

  const inquiry = await emulator.control.openDispute({ charge: charges[0]!.id, inquiry: true });
  await world.settle();
  expect(await status()).toBe('active');
  expect(await notesOf(id)).toMatchObject([{ kind: 'inquiry_opened', data: { disputeId: inquiry.id } }]);
  await emulator.control.closeDispute(inquiry.id, 'warning_closed');
  const first = await emulator.control.openDispute({ charge: charges[1]!.id });
  await world.settle();
  await becomes('suspended');
  await world.mailTo(organisation.owner.email, 'workspace_suspended_by_dispute');
  const evidenceDueAt = new Date(first.evidence_details.due_by! * 1_000).toISOString();
  const data = { disputeId: first.id, reason: 'fraudulent', amount: 91_400, currency: 'aed', evidenceDueAt };
  expect(await notesOf(id)).toMatchObject([{ kind: 'dispute_opened', data }]);
  // Whoever pays still sees and decides about the plan.
  const { organisation: paused } = await organisation.owner.api.data('{ organisation { billing { isSubscribed } } }');
  expect(paused.billing.isSubscribed).toBe(true);
  // While it is suspended a period passes, and nothing is charged for it.
  await isCollected(false);
  await world.travel(new Date(world.clock.now().getTime() + 31 * DAY), 7 * DAY);
  expect((await client.charges.list({ customer })).data).toHaveLength(3);
  expect((await client.invoices.list({ customer, limit: 1 })).data).toMatchObject([{ status: 'void', total: 91_400 }]);
  expect((await look(organisation)).billing.nextCharge).toBe(null);
  await emulator.control.closeDispute(first.id, 'won');
  await world.settle();
  await becomes('active');
  await isCollected(true);
  expect(await notesOf(id)).toEqual([]);
  await world.travel(new Date(world.clock.now().getTime() + 31 * DAY), 7 * DAY);
  expect((await client.charges.list({ customer })).data).toHaveLength(4);
  const second = await emulator.control.openDispute({ charge: charges[2]!.id });
  await emulator.control.closeDispute(second.id, 'lost');
  await world.settle();
  await becomes('suspended');
  const { rows } = await world.admin.query(
    'select kind, sum(amount)::int as sum from billing.revenue where org_id = $1 group by kind order by kind',
    [id],
  );
  expect(rows).toEqual([
    { kind: 'dispute_lost', sum: -91_400 },
    { kind: 'paid', sum: 4 * 91_400 },
  ]);
}, 60_000);

it('BIL-46 BIL-34 the last of suspended, released, suspended counts; a plan bought meanwhile is not charged either, nor one that somebody let go on at Stripe unheard; what somebody has paused there by hand stays', async () => {
  const organisation = await world.organisation('To and Fro');
  const id = uuidOf(organisation);
  const customer = await customerOf(organisation);
  await setCard(organisation);
  await world.travel(new Date(world.clock.now().getTime() + (15 + 31) * DAY), 7 * DAY);
  const { client, emulator } = world.stripe;
  const [first, second] = (await client.charges.list({ customer })).data;
  const plan = async () => (await client.subscriptions.list({ customer })).data[0]!;

  // What was wished first comes to Stripe last.
  await emulator.control.failNext({ kind: 'delay', method: 'POST', path: '/v1/subscriptions/', milliseconds: 2_000 });
  const won = await emulator.control.openDispute({ charge: first!.id });
  await expect.poll(() => emulator.control.failures(), { timeout: 10_000 }).toEqual([]);
  await emulator.control.closeDispute(won.id, 'won');
  await world.until(`select exists (select from billing.dispute where org_id = $1 and status = 'won')`, [id]);
  await emulator.control.addWebhookFault({ kind: 'drop', count: 100_000 });
  await world.until(
    `select not exists (select from graphile_worker.jobs where task_identifier = 'billing.pause_collection')`,
  );
  await emulator.control.clearWebhookFaults();
  await expectCollected(customer, [true]);
  const open = await emulator.control.openDispute({ charge: second!.id });
  await world.settle();
  await expectCollected(customer, [false]);

  await emulator.control.addWebhookFault({ kind: 'drop', count: 100_000 });
  await client.subscriptions.update((await plan()).id, { pause_collection: '' });
  await emulator.control.clearWebhookFaults();
  await expectCollected(customer, [true]);
  await runJob('billing.reconcile_with_stripe');
  await expectCollected(customer, [false]);

  await client.subscriptions.cancel((await plan()).id);
  await world.settle();
  await submit((await openPage(organisation, 'tier_1')).url!, GOOD_CARD);
  await world.settle();
  await expectCollected(customer, [false]);
  await emulator.control.closeDispute(open.id, 'won');
  await world.settle();
  await expectCollected(customer, [true]);

  await client.subscriptions.update((await plan()).id, { pause_collection: { behavior: 'keep_as_draft' } });
  await runJob('billing.reconcile_with_stripe');
  await expectCollected(customer, [false]);
  expect((await plan()).metadata.collection_paused_for).toBeUndefined();
  const { rows } = await world.admin.query('select from billing.suspension_cause where org_id = $1', [id]);
  expect(rows).toHaveLength(0);
}, 60_000);

it('BIL-45 what an Operator records of a lost dispute: settled wants another card and releases the workspace with its tier, declined leaves it suspended', async () => {
  const organisation = await world.organisation('Settling');
  const orgId = uuidOf(organisation);
  const customer = await customerOf(organisation);
  await setCard(organisation);
  await world.travel(new Date(world.clock.now().getTime() + 15 * DAY), DAY);
  const { client, emulator } = world.stripe;
  const [charge] = (await client.charges.list({ customer })).data;
  const { id: disputeId } = await emulator.control.openDispute({ charge: charge!.id });
  await world.settle();
  const { db } = world.system.subgraphs.get('billing')!;
  const options = { stripe: world.stripe.account, pricing: DEMO_PRICING, graceDays: 7, archive: null, appUrl: '' };
  const record = (as: 'settled' | 'declined', dispute = disputeId) =>
    settleDispute(options, db, { orgId, disputeId: dispute, as, by: 'Maya', reason: 'The Owner wrote to us.' });
  const becomes = (wanted: string) =>
    world.until('select status = $2 from identity.organisation where id = $1', [orgId, wanted]);
  await becomes('suspended');
  expect(await record('settled')).toMatchObject({ code: 'NOT_LOST' });
  expect(await record('settled', 'du_of_nobody')).toMatchObject({ code: 'NOT_FOUND' });
  await emulator.control.closeDispute(disputeId, 'lost');
  await world.settle();
  expect(await notesOf(orgId)).toMatchObject([{ kind: 'dispute_lost', data: { disputeId } }]);
  expect(await record('settled')).toMatchObject({ code: 'NO_NEW_CARD' });
  expect(await record('declined')).toEqual({ done: true, isNew: true });
  // Whatever Stripe says of it once more, it stays as it was recorded.
  const [closed] = (await client.events.list({ type: 'charge.dispute.closed', limit: 1 })).data;
  await emulator.control.resend(closed!.id);
  await world.settle();
  await becomes('suspended');
  expect(await notesOf(orgId)).toEqual([]);
  await submit((await openPage(organisation, null)).url!, { ...GOOD_CARD, number: '5555 5555 5555 4444' });
  await world.settle();
  expect(await Promise.all([record('settled'), record('settled')])).toEqual(
    expect.arrayContaining([
      { done: true, isNew: true },
      { done: true, isNew: false },
    ]),
  );
  await becomes('active');
  expect((await look(organisation)).plan).toMatchObject({ tier: { slug: 'tier_2' }, isEnded: false });
  expect(await record('declined')).toMatchObject({ code: 'SETTLED_ALREADY' });
  const { rows } = await world.admin.query(
    `select actor->>'kind' as actor_kind, personal->>'actorName' as name, data->'after'->>'settlement' as settlement, data->>'reason' as reason
     from billing.event where org_id = $1 and type = 'dispute.recorded' order by position`,
    [orgId],
  );
  const by = { actor_kind: 'operator', name: 'Maya', reason: 'The Owner wrote to us.' };
  expect(rows).toEqual([
    { ...by, settlement: 'declined' },
    { ...by, settlement: 'settled' },
  ]);
}, 60_000);

/** A workspace on Starter, some days into a period that is paid. */
async function paying(name: string) {
  const organisation = await world.organisation(name);
  const customer = await customerOf(organisation);
  await change(organisation, 'tier_1');
  await setCard(organisation);
  await world.travel(new Date(world.clock.now().getTime() + 17 * DAY), 7 * DAY);
  const { client, emulator } = world.stripe;
  const charges = async () => (await client.charges.list({ customer })).data;
  const plan = async () => (await client.subscriptions.list({ customer })).data[0]!;
  /** Disputes the charge; resolves with how the dispute is won. */
  async function suspend(): Promise<() => Promise<void>> {
    const { id } = await emulator.control.openDispute({ charge: (await charges())[0]!.id });
    await world.settle();
    await expectCollected(customer, [false]);
    return async () => void (await emulator.control.closeDispute(id, 'won'));
  }
  return { organisation, customer, charges, plan, suspend };
}

async function suspended(name: string) {
  const payer = await paying(name);
  return { ...payer, release: await payer.suspend() };
}

/** The changes of plan that somebody has confirmed, the oldest first: that was the one to Starter. */
const changesOf = async (organisation: TestOrganisation): Promise<any[]> =>
  (
    await world.admin.query(
      `select state, failure, due_today, extract(epoch from proration_at)::int as at from billing.plan_change
       where org_id = $1 and state <> 'previewed' order by created_at`,
      [uuidOf(organisation)],
    )
  ).rows;

const PRO = { slug: 'tier_2' };
/** Pro costs 914 AED a month and Starter 289 (the demo's prices). */
const WHOLE_DIFFERENCE = { amountMinor: 62_500, currency: 'AED' };

it('BIL-46 BIL-22 an upgrade that is asked for while a dispute suspends the workspace is noted, can be taken back, outlives a renewal, and comes with the release: charged once, for what is left of the period that runs then, and never more than was shown', async () => {
  const { organisation, customer, charges, release, plan } = await suspended('Patient');
  const { client } = world.stripe;
  const first = await change(organisation, 'tier_2');
  const shown = { kind: 'AT_RELEASE', takesEffectAt: null, dueToday: { amountMinor: 0 }, dueAtMost: WHOLE_DIFFERENCE };
  expect(first.preview).toMatchObject(shown);
  const noted = { tier: PRO, canBeWithdrawn: true, dueAtMost: WHOLE_DIFFERENCE };
  expect(first.result).toMatchObject({ __typename: 'BillingSuccess', organisation: { billing: { noted } } });
  // Whoever has not heard the answer asks once more; whoever has two windows open has one change.
  expect(await confirm(organisation, first.preview.id)).toMatchObject({ __typename: 'BillingSuccess' });
  const second = await change(organisation, 'tier_2');
  expect(second.result).toMatchObject({ __typename: 'BillingSuccess' });
  expect(await changesOf(organisation)).toMatchObject([
    { state: 'done' },
    { state: 'withdrawn' },
    { state: 'confirmed' },
  ]);
  expect(await withdraw(organisation)).toMatchObject({ __typename: 'BillingSuccess' });
  expect((await look(organisation)).billing.noted).toBeNull();

  expect((await change(organisation, 'tier_2')).preview).toMatchObject(shown);
  await world.travel(new Date(world.clock.now().getTime() + 31 * DAY), 7 * DAY);
  expect((await look(organisation)).billing.noted).toEqual(noted);
  expect(await charges()).toHaveLength(1);
  await runJob('billing.reconcile_with_stripe');
  expect((await look(organisation)).plan.tier).toEqual({ slug: 'tier_1' });

  const { current_period_start: start, current_period_end: end } = (await plan()).items.data[0]!;
  await release();
  await world.settle();
  await expect.poll(async () => (await look(organisation)).plan.tier, { timeout: 10_000 }).toEqual(PRO);
  await expectCollected(customer, [true]);
  expect((await look(organisation)).billing).toMatchObject({ noted: null, awaitedUpgrade: null });
  const all = await charges();
  expect(all).toHaveLength(2);
  const changes = await changesOf(organisation);
  expect(changes).toMatchObject([
    { state: 'done' },
    { state: 'withdrawn' },
    { state: 'withdrawn' },
    { state: 'done', due_today: all[0]!.amount },
  ]);
  const left = (end - changes[3].at) / (end - start);
  expect(left).toBeLessThan(1);
  expect(Math.abs(all[0]!.amount - WHOLE_DIFFERENCE.amountMinor * left)).toBeLessThanOrEqual(1);
  expect((await client.invoices.list({ customer, status: 'open' })).data).toEqual([]);
  expect((await tierChanges(organisation)).at(-1)).toBe('tier_change.upgraded tier_1 tier_2');
}, 60_000);

it('BIL-46 an upgrade that is noted in a suspension comes to nothing, with a letter and without a charge, when the plan was ended meanwhile or it would cost more than was shown', async () => {
  const { client, emulator } = world.stripe;
  const ended = await suspended('Cancelled Meanwhile');
  await change(ended.organisation, 'tier_2');
  await client.subscriptions.cancel((await ended.plan()).id);
  await world.settle();
  const taxed = await suspended('Taxed Meanwhile');
  await change(taxed.organisation, 'tier_2');
  await emulator.control.changeSettings({ taxPercent: { DE: 19 } });
  onTestFinished(async () => void (await emulator.control.changeSettings({ taxPercent: {} })));
  await client.customers.update(taxed.customer, { address: { country: 'DE' } });
  await world.settle();
  expect((await taxed.plan()).automatic_tax.enabled).toBe(true);
  for (const { organisation, release, charges } of [ended, taxed]) {
    await release();
    await world.settle();
    await expect
      .poll(() => changesOf(organisation), { timeout: 10_000 })
      .toMatchObject([{ state: 'done' }, { state: 'failed', failure: 'overtaken' }]);
    expect((await world.mailTo(organisation.owner.email, 'plan_change_failed')).text).toContain('Pro');
    expect((await look(organisation)).billing.noted).toBeNull();
    expect(await charges()).toHaveLength(1);
  }
}, 60_000);

it('BIL-46 BIL-35 an upgrade that is confirmed at the moment of the release, or after it, is carried out once; one that was shown as charged today is not carried out in a suspension', async () => {
  const atOnce = await suspended('At The Same Moment');
  const seen = await preview(atOnce.organisation, 'tier_2');
  const [confirmed] = await Promise.all([confirm(atOnce.organisation, seen.id), atOnce.release()]);
  expect(confirmed).toMatchObject({ __typename: 'BillingSuccess' });

  const after = await suspended('A Moment Later');
  const earlier = await preview(after.organisation, 'tier_2');
  await after.release();
  await world.settle();
  await expectCollected(after.customer, [true]);
  expect(await confirm(after.organisation, earlier.id)).toMatchObject({ __typename: 'BillingSuccess' });

  for (const { organisation, charges } of [atOnce, after]) {
    await expect.poll(async () => (await look(organisation)).plan.tier, { timeout: 10_000 }).toEqual(PRO);
    await world.settle();
    const [second, ...first] = await charges();
    expect(first).toHaveLength(1);
    expect(second!.amount).toBeLessThanOrEqual(WHOLE_DIFFERENCE.amountMinor);
    expect(await changesOf(organisation)).toMatchObject([
      { state: 'done' },
      { state: 'done', due_today: second!.amount },
    ]);
  }

  const before = await paying('A Moment Before');
  const today = await preview(before.organisation, 'tier_2');
  expect(today).toMatchObject({ kind: 'UPGRADE', dueAtMost: null });
  await before.suspend();
  expect(await confirm(before.organisation, today.id)).toMatchObject({ code: 'PREVIEW_EXPIRED' });
  expect(await before.charges()).toHaveLength(1);
}, 60_000);

it('BIL-46 BIL-22 an upgrade of which a killed process had begun to tell Stripe waits for the next release, can be taken back once no answer can be on its way, and is reckoned anew', async () => {
  const { organisation, charges, release, plan } = await suspended('Cut Off');
  await change(organisation, 'tier_2');
  const id = uuidOf(organisation);
  const beginAt = (at: Date) =>
    world.admin.query(
      `update billing.plan_change set begun_at = $2, proration_at = $2 where org_id = $1 and state = 'confirmed'`,
      [id, at],
    );
  /** The queue looks at it. */
  const lookAgain = async () => {
    await organisation.owner.api.data('mutation { refreshBilling(input: {}) { __typename } }');
    await world.admin.query(
      `update graphile_worker._private_jobs j set run_at = now() from graphile_worker._private_tasks t where t.id = j.task_id and t.identifier = 'billing.carry_out_plan_change' and j.payload->>'orgId' = $1`,
      [id],
    );
    await world.settle();
  };
  const canBeWithdrawn = async () => (await look(organisation)).billing.noted.canBeWithdrawn;
  await beginAt(world.clock.now());
  await lookAgain();
  expect(await canBeWithdrawn()).toBe(false);
  await beginAt(new Date(world.clock.now().getTime() - DAY));
  await lookAgain();
  await expect.poll(canBeWithdrawn, { timeout: 10_000 }).toBe(true);

  const { current_period_start: start, current_period_end: end } = (await plan()).items.data[0]!;
  await beginAt(new Date((start - 86_400) * 1_000));
  await release();
  await world.settle();
  await expect.poll(async () => (await look(organisation)).plan.tier, { timeout: 10_000 }).toEqual(PRO);
  const [charge, ...rest] = await charges();
  expect(rest).toHaveLength(1);
  const [, done] = await changesOf(organisation);
  expect(done).toMatchObject({ state: 'done', due_today: charge!.amount });
  expect(
    Math.abs(charge!.amount - (WHOLE_DIFFERENCE.amountMinor * (end - done.at)) / (end - start)),
  ).toBeLessThanOrEqual(1);
}, 60_000);

it('BIL-46 an upgrade waits while somebody has paused the collection at Stripe by hand, or Stripe has not heard of the release yet, and comes when it charges again', async () => {
  const { client, emulator } = world.stripe;
  const byHand = await paying('Paused By Hand');
  await client.subscriptions.update((await byHand.plan()).id, { pause_collection: { behavior: 'keep_as_draft' } });
  await world.settle();
  const release = await byHand.suspend();
  await change(byHand.organisation, 'tier_2');
  await release();
  await world.settle();
  expect((await look(byHand.organisation)).billing.noted).toMatchObject({ tier: PRO, canBeWithdrawn: true });
  await client.subscriptions.update((await byHand.plan()).id, { pause_collection: '' });

  const lagging = await paying('Not Heard Yet');
  await emulator.control.addWebhookFault({ kind: 'drop', count: 100_000 });
  await client.subscriptions.update((await lagging.plan()).id, {
    pause_collection: { behavior: 'void' },
    metadata: { collection_paused_for: 'dispute' },
  });
  await emulator.control.clearWebhookFaults();
  const { preview: shown, result } = await change(lagging.organisation, 'tier_2');
  expect(shown.kind).toBe('UPGRADE');
  expect(result.code ?? result.__typename).toMatch(/^(BILLING_UNAVAILABLE|BillingSuccess)$/u);
  for (const { organisation, charges } of [byHand, lagging]) {
    await expect.poll(async () => (await look(organisation)).plan.tier, { timeout: 10_000 }).toEqual(PRO);
    await world.settle();
    expect(await charges()).toHaveLength(2);
  }
}, 60_000);

it('BIL-46 BIL-29 an upgrade that is noted in a suspension comes to nothing and is not charged when the workspace was closed meanwhile, or its customer deleted at Stripe', async () => {
  const { client } = world.stripe;
  const closed = await suspended('Closed Meanwhile');
  await change(closed.organisation, 'tier_2');
  // Closed and released while Stripe takes no word: whichever it hears first afterwards, nothing is charged.
  const { control } = world.stripe.emulator;
  await control.failNext({ kind: 'error_500', path: '/v1/subscriptions/', count: 100_000 });
  await close(closed.organisation);
  await closed.release();
  await world.until(
    `select organisation_status = 'deleting' and not exists (select from billing.suspension_cause c where c.org_id = a.org_id)
     from billing.billing_account a where org_id = $1`,
    [uuidOf(closed.organisation)],
  );
  await control.clearFailures();
  await world.admin.query(
    `update graphile_worker._private_jobs set run_at = now() where payload->>'orgId' = $1 and locked_at is null and attempts < max_attempts`,
    [uuidOf(closed.organisation)],
  );
  const forgotten = await suspended('Deleted Meanwhile');
  await change(forgotten.organisation, 'tier_2');
  await client.customers.del(forgotten.customer);
  for (const { organisation } of [closed, forgotten])
    await expect
      .poll(() => changesOf(organisation), { timeout: 10_000 })
      .toMatchObject([{ state: 'done' }, { state: 'failed', failure: 'overtaken' }]);
  await world.settle();
  expect(await closed.charges()).toHaveLength(1);
}, 60_000);
