import { afterAll, beforeAll, expect, it } from 'vitest';
import { DAY, ended, GrowthWorld, inTrial, paying, withCard } from '../testing/growth-world.ts';

let world: GrowthWorld;
beforeAll(async () => {
  world = await GrowthWorld.open();
});
afterAll(async () => world?.close());

const at = (text: string) => new Date(text);
const days = (from: Date, count: number) => new Date(from.getTime() + count * DAY);

it('GRO-1 the whole journey of 44 days: each mail once at 09:00 of the Organisation, the end at its own moment', async () => {
  world.clock.set(at('2027-02-10T15:30:00Z'));
  const end = at('2027-02-24T15:30:00Z');
  const orgId = await world.trial(end, 'Asia/Dubai');
  await world.liveUntil(end);
  await world.tell(world.plan(orgId, ended(end)));
  await world.liveUntil(days(end, 60));
  expect(await world.told(orgId)).toEqual([
    // Past 09:00 when it signed up: at once.
    ['trial_started', '2027-02-10T15:30'],
    ['trial_seven_days_left', '2027-02-17T05:00'],
    ['trial_three_days_left', '2027-02-21T05:00'],
    ['trial_one_day_left', '2027-02-23T05:00'],
    ['trial_ended', '2027-02-24T15:30'],
    ['free_guest_one_week', '2027-03-03T05:00'],
    ['freeze_in_seven_days', '2027-03-19T05:00'],
    ['freeze_tomorrow', '2027-03-25T05:00'],
  ]);
  const letters = await world.letters(orgId);
  expect(letters.slice(0, 4).map(({ values }) => values.daysLeft)).toEqual([14, 7, 3, 1]);
  expect(letters[6]!.values).toEqual({ freezesAt: '2027-03-26T15:30:00.000Z', daysLeft: 7 });
  expect(Object.values(await world.steps(orgId))).toEqual(Array(9).fill('done'));
  // On the first day the app says how to begin, once.
  expect(await world.look('select key, project_id from growth.nudge where org_id = ?', [orgId])).toEqual([
    { key: 'welcome', project_id: null },
  ]);
});

it('GRO-1 09:00 stays 09:00 when the clocks change between two mails, and days are those of the calendar over a leap day', async () => {
  world.clock.set(at('2028-02-15T12:00:00Z'));
  // New York changes its clocks on 12 March 2028.
  const end = at('2028-02-29T12:00:00Z');
  const orgId = await world.trial(end, 'America/New_York');
  await world.liveUntil(end);
  await world.tell(world.plan(orgId, ended(end)));
  await world.liveUntil(days(end, 31));
  expect(await world.told(orgId)).toEqual([
    ['trial_started', '2028-02-15T14:00'],
    ['trial_seven_days_left', '2028-02-22T14:00'],
    ['trial_three_days_left', '2028-02-26T14:00'],
    ['trial_one_day_left', '2028-02-28T14:00'],
    ['trial_ended', '2028-02-29T12:00'],
    ['free_guest_one_week', '2028-03-07T14:00'],
    ['freeze_in_seven_days', '2028-03-23T13:00'],
    ['freeze_tomorrow', '2028-03-29T13:00'],
  ]);
});

it('GRO-3 the add-a-card mails are skipped once a card is set or a tier is chosen, and nothing ends', async () => {
  world.clock.set(at('2027-03-01T06:00:00Z'));
  const end = at('2027-03-15T06:00:00Z');
  const orgId = await world.trial(end);
  await world.liveUntil(at('2027-03-09T00:00:00Z'));
  await world.tell(world.plan(orgId, withCard(end)));
  await world.liveUntil(end);
  await world.tell(world.plan(orgId, paying));
  await world.liveUntil(days(end, 40));
  expect((await world.told(orgId)).map(([template]) => template)).toEqual(['trial_started', 'trial_seven_days_left']);
  expect(await world.steps(orgId)).toMatchObject({
    seven_days_left: 'done',
    three_days_left: 'skipped: continuing',
    one_day_left: 'skipped: continuing',
    trial_ended: 'cancelled: paid',
    frozen: 'cancelled: paid',
  });
});

it('GRO-1 a payment after the end cancels what was to come; a plan that ends later begins anew in its own words (GRO-4)', async () => {
  world.clock.set(at('2027-04-01T06:00:00Z'));
  const end = at('2027-04-15T06:00:00Z');
  const orgId = await world.trial(end);
  await world.liveUntil(end);
  await world.tell(world.plan(orgId, ended(end)));
  await world.liveUntil(days(end, 10));
  await world.tell(world.plan(orgId, paying));
  expect(await world.steps(orgId)).toMatchObject({
    freeze_in_seven_days: 'cancelled: paid',
    frozen: 'cancelled: paid',
  });
  await world.liveUntil(days(end, 100));
  const planEnd = days(end, 100);
  await world.tell(world.plan(orgId, ended(planEnd, 'paid')));
  await world.liveUntil(days(planEnd, 31));
  expect((await world.told(orgId)).map(([template]) => template).slice(4)).toEqual([
    'trial_ended',
    'free_guest_one_week',
    'plan_ended',
    'free_guest_one_week',
    'freeze_in_seven_days',
    'freeze_tomorrow',
  ]);
  expect(Object.keys(await world.steps(orgId))).toEqual([
    'plan_ended',
    'one_week_after',
    'freeze_in_seven_days',
    'freeze_tomorrow',
    'frozen',
  ]);
});

it('GRO-2 an extended trial shifts the rest and repeats nothing; one that is extended after its end tells its second end too', async () => {
  world.clock.set(at('2027-05-01T06:00:00Z'));
  const end = at('2027-05-15T06:00:00Z');
  const orgId = await world.trial(end);
  await world.liveUntil(at('2027-05-12T20:00:00Z'));
  const second = days(end, 10);
  await world.tell(world.plan(orgId, inTrial(second)));
  await world.liveUntil(second);
  await world.tell(world.plan(orgId, ended(second)));
  expect((await world.told(orgId)).slice(2)).toEqual([
    ['trial_three_days_left', '2027-05-12T09:00'],
    ['trial_one_day_left', '2027-05-24T09:00'],
    ['trial_ended', '2027-05-25T06:00'],
  ]);
  await world.liveUntil(days(second, 3));
  const third = days(second, 8);
  await world.tell(world.plan(orgId, inTrial(third)));
  await world.liveUntil(third);
  await world.tell(world.plan(orgId, ended(third)));
  expect((await world.told(orgId)).slice(5)).toEqual([
    ['trial_three_days_left', '2027-05-30T09:00'],
    ['trial_one_day_left', '2027-06-01T09:00'],
    ['trial_ended', '2027-06-02T06:00'],
  ]);
});

it('GRO-2 a trial that is extended before its welcome went out is welcomed on its first day all the same', async () => {
  world.clock.set(at('2027-06-10T02:00:00Z'));
  const orgId = await world.trial(at('2027-06-24T02:00:00Z'));
  await world.tell(world.plan(orgId, inTrial(at('2027-06-29T02:00:00Z'))));
  await world.liveUntil(at('2027-06-20T00:00:00Z'));
  expect(await world.told(orgId)).toEqual([['trial_started', '2027-06-10T09:00']]);
});

it('GRO-3 Stripe’s notice of three days and our own clock are one mail, whichever comes first; a stale notice is none', async () => {
  world.clock.set(at('2027-07-01T06:00:00Z'));
  const end = at('2027-07-15T06:00:00Z');
  const notice = (orgId: string) => ({ orgId, type: 'trial.will_end', data: {} });
  const stripeFirst = await world.trial(end);
  const clockFirst = await world.trial(end);
  await world.liveUntil(at('2027-07-09T06:00:00Z'));
  await world.tell(notice(stripeFirst));
  await world.liveUntil(at('2027-07-12T06:00:00Z'));
  await world.tell(notice(stripeFirst));
  await world.liveUntil(at('2027-07-12T12:00:00Z'));
  await world.tell(notice(clockFirst));
  await world.tell(notice(stripeFirst));
  expect((await world.told(stripeFirst)).slice(2)).toEqual([['trial_three_days_left', '2027-07-12T06:00']]);
  expect((await world.told(clockFirst)).slice(2)).toEqual([['trial_three_days_left', '2027-07-12T09:00']]);
});

it('GRO-1 after a downtime the mails come late, not twice, and only the newest that is still true', async () => {
  world.clock.set(at('2027-08-01T06:00:00Z'));
  const end = at('2027-08-15T06:00:00Z');
  const before = await world.trial(end);
  const over = await world.trial(end);
  const frozen = await world.trial(end);
  await world.liveUntil(at('2027-08-02T06:00:00Z'));
  // Nobody looks for ten days: two reminders are overdue, and the newer one says how many days are left indeed.
  await world.goTo(at('2027-08-13T23:00:00Z'));
  await world.agenda.runDue();
  expect((await world.told(before)).slice(1)).toEqual([['trial_three_days_left', '2027-08-13T23:00']]);
  expect((await world.letters(before))[1]!.values.daysLeft).toBe(2);
  expect(await world.steps(before)).toMatchObject({ seven_days_left: 'skipped: superseded', three_days_left: 'done' });
  // Until ten days after the end: the news of the end come, and no reminder beside them.
  world.clock.set(days(end, 24.5));
  await world.tell(world.plan(over, ended(end)));
  await world.agenda.runDue();
  expect((await world.told(over)).slice(2).map(([template]) => template)).toEqual(['trial_ended']);
  await world.liveUntil(days(end, 29));
  expect((await world.told(over)).slice(3).map(([template]) => template)).toEqual([]);
  await world.liveUntil(days(end, 40));
  expect((await world.told(over)).slice(3).map(([template]) => template)).toEqual(['freeze_tomorrow']);
  // When even the freeze is past, it is too late for any of them.
  await world.tell(world.plan(frozen, { ...ended(end), isFrozen: true }));
  expect((await world.told(frozen)).slice(2)).toEqual([]);
  expect(await world.steps(frozen)).toMatchObject({ trial_ended: 'skipped: too_late', frozen: 'done' });
});

it('GRO-1 a suspended or closed workspace gets no reminders; another time zone moves those to come', async () => {
  world.clock.set(at('2027-10-01T06:00:00Z'));
  const end = at('2027-10-15T06:00:00Z');
  const [suspended, closed, moved] = [await world.trial(end), await world.trial(end), await world.trial(end)];
  const status = (orgId: string, word: string) => ({
    orgId,
    type: 'organisation.status_changed',
    data: { after: { status: word } },
  });
  await world.liveUntil(at('2027-10-05T06:00:00Z'));
  await world.tell(status(suspended, 'suspended'));
  await world.tell(status(closed, 'deleting'));
  await world.tell({ orgId: moved, type: 'organisation.edited', data: { after: { timeZone: 'Asia/Tokyo' } } });
  await world.liveUntil(at('2027-10-09T06:00:00Z'));
  await world.tell(status(suspended, 'active'));
  await world.liveUntil(end);
  expect((await world.told(suspended)).map(([template]) => template)).toEqual([
    'trial_started',
    'trial_three_days_left',
    'trial_one_day_left',
  ]);
  expect(await world.steps(suspended)).toMatchObject({ seven_days_left: 'skipped: suspended' });
  expect((await world.told(closed)).map(([template]) => template)).toEqual(['trial_started']);
  expect((await world.told(moved)).slice(1)).toEqual([
    ['trial_seven_days_left', '2027-10-08T00:00'],
    ['trial_three_days_left', '2027-10-12T00:00'],
    ['trial_one_day_left', '2027-10-14T00:00'],
  ]);
});

it('GRO-1 the agenda and a payment meet at the same moment: one of them comes first, and no mail follows a payment', async () => {
  for (let round = 0; round < 20; round += 1) {
    world.clock.set(days(at('2028-05-01T06:00:00Z'), round * 60));
    const end = days(world.clock.now(), 14);
    const orgId = await world.trial(end);
    await world.liveUntil(end);
    await world.tell(world.plan(orgId, ended(end)));
    world.clock.set(days(end, 7.5));
    await Promise.all([world.agenda.runDue(), world.tell(world.plan(orgId, paying))]);
    const steps = await world.steps(orgId);
    expect(['done', 'cancelled: paid']).toContain(steps.one_week_after);
    const letters = (await world.told(orgId)).map(([template]) => template);
    expect(letters.filter((one) => one === 'free_guest_one_week')).toHaveLength(
      steps.one_week_after === 'done' ? 1 : 0,
    );
    expect(await world.agenda.nextDueAt()).toBeNull();
  }
});
