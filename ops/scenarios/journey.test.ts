import type { BusEvent } from '@offplan/kernel/events/bus/bus';
import { decodeId, uuidv7 } from '@offplan/kernel/ids';
import { request } from 'undici';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PASSWORD, type TestOrganisation } from '../testing/test-organisation.ts';
import { World } from '../testing/world.ts';

const DAY = 86_400_000;

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(async () => world?.close());

/** Says something that a part of the product will say that does not exist yet. */
async function announce(organisation: TestOrganisation, type: string, data: Record<string, unknown>): Promise<void> {
  const event: BusEvent = {
    id: uuidv7(),
    source: 'inventory',
    orgId: decodeId('org', organisation.id)!,
    subjectType: 'project',
    subjectId: uuidv7(),
    seq: 1,
    type,
    actor: { kind: 'system' },
    onBehalfOf: null,
    requestId: null,
    data,
    personal: {},
    piiClass: 'none',
    occurredAt: world.clock.now().toISOString(),
  };
  await world.system.bus.publish([event]);
}

it('GRO-1 GRO-32 a welcome and a nudge are there for the Owner and Admins, the nudge names its project, and what one of them dismisses is gone for good', async () => {
  const host = await world.organisation('Successful');
  const project = await host.project('Palm Residences', ['12-03']);
  const admin = await host.member('Ada', 'ADMIN');
  const agent = await host.agent('Gil');
  await announce(host, 'project.published', {
    projectId: decodeId('project', project.id),
    label: 'Palm Residences',
  });
  await world.until(`select count(*) = 2 from growth.nudge where org_id = $1`, [decodeId('org', host.id)]);
  const NUDGES = '{ organisation { nudges { key project { id name slug } } } }';
  const seen = async (api: typeof host.owner.api) => (await api.data(NUDGES)).organisation.nudges;
  const nudge = {
    key: 'FIRST_PUBLISH',
    project: { id: project.id, name: 'Palm Residences', slug: project.slug },
  };
  const welcome = { key: 'WELCOME', project: null };
  expect(await seen(host.owner.api)).toEqual([nudge, welcome]);
  expect(await seen(admin.api)).toEqual([nudge, welcome]);
  expect(await seen(agent.api)).toBeNull();
  const DISMISS =
    'mutation { dismissNudge(input: { key: FIRST_PUBLISH }) { __typename ... on DismissNudgeSuccess { nudges { key } } } }';
  expect((await agent.api.data(DISMISS)).dismissNudge).toEqual({ __typename: 'NotPermitted' });
  const gone = { __typename: 'DismissNudgeSuccess', nudges: [{ key: 'WELCOME' }] };
  expect((await admin.api.data(DISMISS)).dismissNudge).toEqual(gone);
  expect((await host.owner.api.data(DISMISS)).dismissNudge).toEqual(gone);
  const { rows } = await world.admin.query(
    `select personal->>'actorName' as by from growth.event where org_id = $1 and type = 'nudge.dismissed'`,
    [decodeId('org', host.id)],
  );
  expect(rows).toEqual([{ by: 'Ada' }]);
});

it('GRO-1 GRO-11 everybody in the team is told how the trial stands, only the Owner can act, and a guest is told nothing', async () => {
  const host = await world.organisation('Bannered');
  const project = await host.project('Creek', ['01-01']);
  const agent = await host.agent('Gil');
  const guest = await world.organisation('Visitors');
  const { person } = await host.guest(guest, project);
  const BANNERS = '{ organisation { banners { kind at daysLeft canAct } trialTimeline { key } } }';
  const { organisation } = await host.owner.api.data(BANNERS);
  expect(organisation.banners).toMatchObject([{ kind: 'TRIAL_RUNNING', daysLeft: 14, canAct: true }]);
  expect((await agent.api.data(BANNERS)).organisation.banners).toEqual([{ ...organisation.banners[0], canAct: false }]);
  expect((await person.api.data(BANNERS)).organisation).toEqual({ banners: null, trialTimeline: null });
  const orgId = decodeId('org', host.id);
  const end = new Date(organisation.banners[0].at).getTime();
  for (const [at, kind] of [
    [end, 'TRIAL_ENDED'],
    [end + 23 * DAY, 'FREEZES_SOON'],
    [end + 30 * DAY, 'FROZEN'],
  ] as const) {
    world.clock.set(new Date(at));
    for (const subgraph of ['billing', 'growth']) await world.system.subgraphs.get(subgraph)!.agenda!.runDue();
    await world.until(`select status = 'ended' from growth.entitlement_mirror where org_id = $1`, [orgId]);
    const api = world.stranger();
    await api.post('/auth/sign-in', { email: host.owner.email, password: PASSWORD });
    api.workspace = host.slug;
    const now = await api.data(BANNERS);
    expect(now.organisation.banners.map((banner: { kind: string }) => banner.kind)).toEqual([kind]);
  }
});

it('GRO-10 GRO-1 a mail program stops the reminders of a trial by one click, for that person and workspace; opening the link does not, and the news still comes', async () => {
  const host = await world.organisation('Reminded');
  const other = await world.organisation('Still Reminded');
  const orgId = decodeId('org', host.id)!;
  const start = world.clock.now().getTime();
  const at = (days: number) => world.travel(new Date(start + days * DAY));
  const { port } = world.system.gateway;
  const ask = async (method: 'GET' | 'POST', link: string, form?: string) => {
    const { statusCode, body } = await request(`http://127.0.0.1:${port}${new URL(link).pathname}`, {
      method,
      headers: { host: 'app.offplan.localhost', 'content-type': 'application/x-www-form-urlencoded' },
      ...(form === undefined ? {} : { body: form }),
    });
    await body.dump();
    return statusCode;
  };
  await at(8);
  const mail = await world.mailTo(host.owner.email, 'trial_seven_days_left');
  const link = mail.oneClickUnsubscribe!;
  expect(link).toMatch(/^http:\/\/app\.offplan\.localhost\/unsubscribe\/[\w-]{40,}$/);
  expect(mail.links.at(-1)).toBe(link);
  expect(mail.text).toContain(link);
  const stopped = async () =>
    (
      await world.admin.query(
        `select u.kind, e.personal->>'actorName' as by from identity.unsubscription u
         join identity.event e on e.org_id = u.org_id and e.type = 'reminders.unsubscribed' where u.org_id = $1`,
        [orgId],
      )
    ).rows;
  await ask('GET', link);
  expect(await ask('POST', link, 'something=else')).toBe(400);
  expect(
    await ask('POST', `${link.slice(0, -1)}${link.endsWith('A') ? 'B' : 'A'}x`, 'List-Unsubscribe=One-Click'),
  ).toBe(410);
  expect(await stopped()).toEqual([]);
  const clicked = await Promise.all([1, 2].map(() => ask('POST', link, 'List-Unsubscribe=One-Click')));
  expect(clicked).toEqual([200, 200]);
  expect(await stopped()).toEqual([{ kind: 'trial_reminders', by: host.owner.name }]);
  await at(15);
  await world.mailTo(other.owner.email, 'trial_three_days_left');
  await world.mailTo(other.owner.email, 'trial_one_day_left');
  expect((await world.mailTo(host.owner.email, 'trial_ended')).oneClickUnsubscribe).toBeNull();
  const { rows } = await world.admin.query(
    `select substring(key from 'trial_.*$') as letter, outcome from identity.wanted_letter where org_id = $1 and outcome = 'unsubscribed' order by key`,
    [orgId],
  );
  expect(rows).toEqual([
    { letter: 'trial_one_day_left', outcome: 'unsubscribed' },
    { letter: 'trial_three_days_left', outcome: 'unsubscribed' },
  ]);
});
