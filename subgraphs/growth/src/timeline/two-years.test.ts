import { afterAll, beforeAll, expect, it } from 'vitest';
import { DAY, ended, GrowthWorld, inTrial, paying, type ToldEvent, withCard } from '../testing/growth-world.ts';

// Many Organisations live for two years, each in its own way, by a clock that jumps from one event to the next. What they should be
// told is worked out beside it, from calendars instead of offsets.

/** As many as the tests have time for; `JOURNEY_ORGANISATIONS=1000 npm test -- two-years` lives through a thousand. */
const ORGANISATIONS = Number(process.env.JOURNEY_ORGANISATIONS ?? 200);
const SEED = 20_261_121;
const BEGIN = Date.UTC(2026, 11, 1);
const YEARS_END = Date.UTC(2028, 11, 1);
const HOUR = 3_600_000;
const ZONES = [
  'Asia/Dubai',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Pacific/Auckland',
  'Pacific/Kiritimati',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'UTC',
];

/** Two at once, so that one thinks while the database of the other does: each has its own and a clock of its own. */
let worlds: GrowthWorld[];
beforeAll(async () => {
  worlds = await Promise.all([0, 1].map(() => GrowthWorld.open(new Date(BEGIN))));
  for (const world of worlds) world.only = 'timeline';
});
afterAll(async () => {
  for (const world of worlds ?? []) await world.close();
});

/** Mulberry32: the same lives for the same seed. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}

interface Life {
  orgId: string;
  timeZone: string;
  /** What billing says, and when. */
  events: { at: number; told: ToldEvent[] }[];
  /** What the Owner should read: the template, and the minute in UTC. */
  expected: [string, string][];
}

const minute = (at: number) => new Date(at).toISOString().slice(0, 16);

const calendars = new Map(
  ZONES.map((timeZone) => [
    timeZone,
    new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }),
  ]),
);

/** 09:00 in a zone on a day so many days after that of `at`: looked for among the quarters of an hour around it. */
function nineOn(at: number, days: number, timeZone: string): number {
  const calendar = calendars.get(timeZone)!;
  const [year, month, day] = calendar.format(at).slice(0, 10).split('-').map(Number);
  const wanted = `${new Date(Date.UTC(year!, month! - 1, day! + days)).toISOString().slice(0, 10)} 09:00`;
  const around = Date.UTC(year!, month! - 1, day! + days, 9);
  for (let shift = -15 * HOUR; shift <= 15 * HOUR; shift += HOUR / 4)
    if (calendar.format(around + shift) === wanted) return around + shift;
  throw new Error(`There is no ${wanted} in ${timeZone}`);
}

/** What comes after the end of a plan, until it is paid again. */
function afterEnd(life: Life, end: number, plan: 'trial' | 'paid', until: number): void {
  life.expected.push([`${plan === 'trial' ? 'trial' : 'plan'}_ended`, minute(end)]);
  for (const [template, days] of [
    ['free_guest_one_week', 7],
    ['freeze_in_seven_days', 23],
    ['freeze_tomorrow', 29],
  ] as const) {
    const due = nineOn(end, days, life.timeZone);
    if (due < until && due < YEARS_END) life.expected.push([template, minute(due)]);
  }
}

function makeLife(world: GrowthWorld, index: number, random: (below: number) => number): Life {
  const orgId = `0000${index.toString(16).padStart(4, '0')}-0000-7000-8000-000000000000`;
  const timeZone = ZONES[random(ZONES.length)]!;
  const life: Life = { orgId, timeZone, events: [], expected: [] };
  const say = (at: number, ...told: ToldEvent[]) => at < YEARS_END && life.events.push({ at, told });
  // To the minute; a tenth of them on the days around the leap day of 2028, so that their months end there.
  const start =
    index % 10 === 0
      ? Date.UTC(2028, 1, 5) + random(40 * 24 * 60) * 60_000
      : BEGIN + random(690 * 24 * 60) * 60_000 + 60_000;
  let end = start + 14 * DAY;
  say(
    start,
    { orgId, type: 'organisation.created', data: { after: { timeZone } } },
    world.plan(orgId, inTrial(new Date(end))),
  );
  life.expected.push(['trial_started', minute(Math.max(start, nineOn(end, -14, timeZone)))]);

  const cardAt = random(3) === 0 ? start + random(14 * 24 * 60 - 2) * 60_000 + 30_000 : Number.POSITIVE_INFINITY;
  const extendedAt = random(6) === 0 ? start + random(10 * 24 * 60) * 60_000 + 45_000 : Number.POSITIVE_INFINITY;
  const firstEnd = end;
  if (extendedAt < end) end += (1 + random(20)) * DAY;
  for (const [template, days] of [
    ['trial_seven_days_left', -7],
    ['trial_three_days_left', -3],
    ['trial_one_day_left', -1],
  ] as const) {
    const early = nineOn(firstEnd, days, timeZone);
    const due = early < extendedAt ? early : nineOn(end, days, timeZone);
    if (due < cardAt) life.expected.push([template, minute(due)]);
  }
  if (extendedAt < firstEnd)
    say(extendedAt, world.plan(orgId, (cardAt < extendedAt ? withCard : inTrial)(new Date(end))));
  if (cardAt < Number.POSITIVE_INFINITY)
    say(cardAt, world.plan(orgId, withCard(new Date(cardAt < extendedAt ? firstEnd : end))));

  // From then on it pays for a while, or does not, in turns.
  let isPaid = cardAt < Number.POSITIVE_INFINITY;
  let since = end;
  if (isPaid) say(end, world.plan(orgId, paying));
  for (let plan: 'trial' | 'paid' = 'trial'; since < YEARS_END; isPaid = !isPaid) {
    const next = since + (1 + random(isPaid ? 500 : 90)) * DAY + random(24 * 60) * 60_000;
    if (isPaid) {
      plan = 'paid';
      say(next, world.plan(orgId, ended(new Date(next), plan)));
    } else {
      if (plan === 'trial') say(since, world.plan(orgId, ended(new Date(since), plan)));
      const comesBack = random(2) === 0;
      afterEnd(life, since, plan, comesBack ? next : Number.POSITIVE_INFINITY);
      if (!comesBack) break;
      say(next, world.plan(orgId, paying));
    }
    since = next;
  }
  life.expected = life.expected.filter(([, at]) => at < minute(YEARS_END));
  return life;
}

it(`GRO-1 GRO-2 GRO-3 GRO-4 of ${ORGANISATIONS} Organisations in two years each is told everything once, to the minute, over a leap day and changes of the clocks`, async () => {
  const counts = await Promise.all(worlds.map((world, half) => live(world, half)));
  expect(counts[0]! + counts[1]!).toBeGreaterThan(5 * ORGANISATIONS);
}, 240_000);

/** Lives through the two years of one half of the Organisations and looks at what each was told. Resolves with how many letters that were. */
async function live(world: GrowthWorld, half: number): Promise<number> {
  const random = randomFrom(SEED + half);
  const lives = Array.from({ length: ORGANISATIONS / 2 }, (_, index) => makeLife(world, index, random));
  const events = lives.flatMap((life) => life.events).sort((one, other) => one.at - other.at);
  for (const { at, told } of events) {
    await world.liveUntil(new Date(at));
    await world.tell(...told);
  }
  await world.liveUntil(new Date(YEARS_END - 1));

  const letters = Map.groupBy(await world.letters(), ({ orgId }) => orgId);
  const inOrder = (list: readonly (readonly string[])[]) =>
    [...list].sort((one, other) => one[1]!.localeCompare(other[1]!) || one[0]!.localeCompare(other[0]!));
  let count = 0;
  for (const life of lives) {
    const told = (letters.get(life.orgId) ?? []).map(({ template, at }) => [template, minute(at.getTime())]);
    expect(inOrder(told), `${life.orgId} in ${life.timeZone}`).toEqual(inOrder(life.expected));
    count += told.length;
  }
  await expectOrder(world);
  return count;
}

/** A step is settled once and goes from planned to where it is for good; nothing is left behind, and none was late. */
async function expectOrder(world: GrowthWorld): Promise<void> {
  const [settled] = await world.look<{ events: number; steps: number; stored: number }>(`
    with settled as (
      select org_id, data->>'cycle' as cycle, data->>'step' as step from growth.event where type in ('timeline.step_done', 'timeline.step_skipped')
      union all
      select org_id, data->>'cycle', jsonb_array_elements_text(data->'steps') from growth.event where type = 'timeline.cancelled'
    )
    select (select count(*)::int from settled) as events, (select count(*)::int from (select distinct * from settled) s) as steps,
      (select count(*)::int from growth.timeline_step where state <> 'planned') as stored`);
  expect(settled!.events).toBe(settled!.steps);
  expect(settled!.stored).toBe(settled!.steps);
  const left = await world.look('select key from growth.agenda where due_at < ?', [new Date(YEARS_END - 1)]);
  expect(left).toEqual([]);
  const late = await world.look(
    `select step from growth.timeline_step where state = 'skipped' and reason <> 'continuing'`,
  );
  expect(late).toEqual([]);
}
