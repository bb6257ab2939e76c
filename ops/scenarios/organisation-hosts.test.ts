import { request } from 'undici';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TestOrganisation } from '../testing/test-organisation.ts';
import { World } from '../testing/world.ts';

let world: World;
let house: TestOrganisation;
beforeAll(async () => {
  world = await World.open();
  house = await world.organisation('Halden');
});
afterAll(async () => world?.close());

async function get(host: string, path = '/', headers: Record<string, string> = {}) {
  const answer = await request(`http://127.0.0.1:${world.system.gateway.port}${path}`, {
    headers: { host, ...headers },
  });
  return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
}
const hostOf = (slug: string) => `${slug}.offplan.localhost:4000`;
/** Addresses are remembered for a second. */
const aMoment = () => new Promise((resolve) => setTimeout(resolve, 1_050));
const setStatus = async (status: string) => {
  await world.admin.query('update identity.organisation set status = $1 where slug = $2', [status, house.slug]);
  await aMoment();
};

it('INV-48 ID-23 security check 14: the address of an Organisation: unknown is 404, a sign-in leads to the app host, no cookie is ever set or looked at', async () => {
  expect(await get(hostOf('nobody-here'))).toMatchObject({ status: 404, text: 'Not found' });
  const signIn = await get(hostOf(house.slug), '/sign-in', { cookie: house.owner.api.cookie! });
  expect(signIn.status).toBe(302);
  expect(signIn.headers.location).toBe(`//app.offplan.localhost:4000/sign-in?org=${house.slug}`);
  for (const path of ['/', '/sign-in', '/aurelia-creek/units/12-03', '/graphql', '/auth/sign-in', '/w/halden-1']) {
    const answer = await get(hostOf(house.slug), path, { cookie: house.owner.api.cookie! });
    expect(answer.headers['set-cookie'], path).toBeUndefined();
    expect(answer.text, path).not.toContain(house.owner.name);
  }
  // There is nothing published: the same bytes as for a host that is nobody's (INV-44).
  expect((await get(hostOf(house.slug))).text).toBe((await get(hostOf('nobody-here'))).text);
});

it('INV-48 ID-25 security check 15: a former slug leads to the new one with path and query, on the same port; to a host of ours alone', async () => {
  await world.admin.query(
    `update identity.organisation set slug_since = slug_since - interval '2 years' where slug = $1`,
    [house.slug],
  );
  const former = house.slug;
  const { changeOrganisationSlug } = await house.owner.api.data(
    `mutation { changeOrganisationSlug(input: { slug: "halden-living" }) { __typename ... on UserError { message } } }`,
  );
  expect(changeOrganisationSlug).toEqual({ __typename: 'ChangeOrganisationSlugSuccess' });
  Object.assign(house, { slug: 'halden-living' });
  house.owner.api.workspace = 'halden-living';
  await aMoment();
  const moved = await get(hostOf(former), '/aurelia-creek/units/12-03?b=token&x=%2F%2Fevil.example');
  expect(moved.status).toBe(301);
  expect(moved.headers.location).toBe(
    '//halden-living.offplan.localhost:4000/aurelia-creek/units/12-03?b=token&x=%2F%2Fevil.example',
  );
  // security check 15: whatever the request line says, the way leads to the Organisation's own host.
  for (const path of ['//evil.example/', '/\\evil.example', '/%0d%0aset-cookie:x=1'])
    expect((await get(hostOf(former), path)).headers.location, path).toMatch(
      /^\/\/halden-living\.offplan\.localhost:4000\//,
    );
});

it('ID-25 ID-32 in the app a former name stands for the Organisation as long as it leads there, for its members and guests; nobody else learns the present one', async () => {
  const host = await world.organisation('Renamed Host');
  const agency = await world.organisation('Renamed Agency');
  const stranger = (await world.organisation('Renamed Stranger')).owner;
  const agent = await host.agent('Agent');
  const { person: guest } = await host.guest(agency, await host.project('Renamed', ['01-01']));
  const former = host.slug;
  await world.admin.query(
    `update identity.organisation set slug_since = slug_since - interval '2 years' where slug = $1`,
    [former],
  );
  await host.owner.api.data('mutation { changeOrganisationSlug(input: { slug: "renamed-today" }) { __typename } }');
  await aMoment();
  const ask = async (by: typeof agent) => {
    by.api.workspace = former;
    return (await by.api.graphql('{ viewer { workspace { role } } organisation { slug } }')).data;
  };
  const led = (role: string) => ({ viewer: { workspace: { role } }, organisation: { slug: 'renamed-today' } });
  const nothing = { viewer: { workspace: null }, organisation: null };
  expect(await ask(host.owner)).toEqual(led('OWNER'));
  expect(await ask(agent)).toEqual(led('SALES_AGENT'));
  expect(await ask(guest)).toEqual(led('EXTERNAL_SALES_AGENT'));
  expect(await ask(stranger)).toEqual(nothing);

  await world.admin.query(`update identity.organisation_slug set until = until - interval '1 year' where slug = $1`, [
    former,
  ]);
  await aMoment();
  for (const by of [host.owner, agent, guest]) expect(await ask(by), by.name).toEqual(nothing);
}, 30_000);

it('INV-47 INV-48 an Organisation that is put away is offline for everyone with 410, in its language; suspended it stays; deleted it is 404', async () => {
  await setStatus('free_guest_archived');
  const gone = await get(hostOf(house.slug), '/aurelia-creek?b=token');
  expect(gone.status).toBe(410);
  expect(gone.text).toContain('Site temporarily offline');
  expect(gone.text).toContain('Halden');
  const nonce = /'nonce-([^']+)'/.exec(String(gone.headers['content-security-policy']))![1]!;
  expect(gone.text).toContain(`<style nonce="${nonce}">`);
  expect(gone.text).not.toMatch(/<script|src=|href=/);
  await world.admin.query(`update identity.organisation set locale = 'ar', name = '<b>Halden</b>' where slug = $1`, [
    house.slug,
  ]);
  await setStatus('deleting');
  const arabic = await get(hostOf(house.slug));
  expect(arabic.status).toBe(410);
  expect(arabic.text).toContain('<html lang="ar" dir="rtl">');
  expect(arabic.text).toContain('&lt;b&gt;Halden&lt;/b&gt;');
  await setStatus('suspended');
  expect((await get(hostOf(house.slug), '/sign-in')).status).toBe(302);
  await setStatus('deleted');
  expect((await get(hostOf(house.slug))).text).toBe('Not found');
});
