import { uuidv7 } from '@offplan/kernel/ids';
import { LETTER_WANTED } from '@offplan/kernel/mail/want-letter';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { IdentityWorld, type Person } from '../testing/identity-world.ts';

let world: IdentityWorld;
beforeAll(async () => {
  world = await IdentityWorld.open();
});
afterAll(async () => world?.close());

const PRICE = { amountMinor: 14_900, currency: 'USD' };

async function want(orgId: string, template: string, values: object, key: string = template): Promise<void> {
  const event = await world.publish({
    source: 'growth',
    orgId,
    subjectType: 'letter',
    subjectId: uuidv7(),
    type: LETTER_WANTED,
    data: { template, key, values },
  });
  await world.until(
    `select count(*) = 1 from identity.consumed_event where consumer = 'write_letters' and event_id = $1`,
    [event.id],
  );
}

const lettersTo = async ({ email }: Person) =>
  (await world.mailsTo(email)).filter(({ template }) => /trial|payment|freeze/.test(template));

it('GRO-1 a letter that another subgraph wants goes to the Owner, in its language, once however often it is wanted', async () => {
  const { id, slug, owner } = await world.organisation('letters');
  await world.as(owner, 'mutation { changeLocale(input: { locale: "ru" }) { __typename } }');
  const values = { trialEndsAt: '2026-06-23T10:00:00.000Z', daysLeft: 3 };
  await want(id, 'trial_three_days_left', values, 'timeline.1.three');
  await want(id, 'trial_three_days_left', values, 'timeline.1.three');
  expect(await lettersTo(owner)).toEqual([
    {
      template: 'trial_three_days_left',
      locale: 'ru',
      state: 'queued',
      values: {
        ...values,
        name: owner.name,
        organisationName: `The ${slug}`,
        timeZone: 'Asia/Dubai',
        planLink: `http://app.offplan.localhost/w/${slug}/plan`,
        unsubscribeLink: expect.stringMatching(/^http:\/\/app\.offplan\.localhost\/unsubscribe\/[\w-]{40,}$/),
      },
    },
  ]);
});

it('GRO-1 ID-22 after a transfer the letters go to the Owner of now', async () => {
  const { id, slug, owner } = await world.organisation('handed-over', { isTrial: true });
  const lina = await world.member({ slug, owner }, 'Lina');
  const { organisation } = await world.as(
    owner,
    '{ organisation { members { edges { node { id user { name } } } } } }',
  );
  const { node } = organisation.members.edges.find(
    (edge: { node: { user: { name: string } } }) => edge.node.user.name === 'Lina',
  );
  const ask = (by: Person, name: string, input: object) =>
    world.as(
      by,
      `mutation ($input: ${name[0]!.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { __typename } }`,
      { input },
    );
  await ask(owner, 'offerOwnership', { memberId: node.id });
  const token = await world.tokenMailedTo(lina.email, 'ownership_offer');
  expect(await ask({ ...lina, workspace: null }, 'acceptOwnership', { token })).toEqual({
    acceptOwnership: { __typename: 'AcceptOwnershipSuccess' },
  });
  await want(id, 'freeze_tomorrow', { freezesAt: '2026-07-23T10:00:00.000Z' });
  expect(await lettersTo(lina)).toMatchObject([{ template: 'freeze_tomorrow', values: { name: 'Lina' } }]);
  expect(await lettersTo(owner)).toEqual([]);
});

it('GRO-1 BIL-42 a suspended workspace gets the letters about payment alone, a closed one none', async () => {
  const { id, owner } = await world.organisation('paused');
  const become = async (status: string, deletesAt: Date | null = null) => {
    await world.admin.query('update identity.organisation set status = $2, deletes_at = $3 where id = $1', [
      id,
      status,
      deletesAt,
    ]);
  };
  const failed = { amount: PRICE, nextAttemptAt: null, graceEndsAt: null };
  const freeze = { freezesAt: '2026-07-23T10:00:00.000Z' };
  await become('suspended');
  await want(id, 'freeze_tomorrow', freeze);
  await want(id, 'payment_failed', failed, 'invoice.1');
  await become('deleting', new Date('2026-09-01T00:00:00Z'));
  await want(id, 'payment_failed', failed, 'invoice.2');
  await become('active');
  // What was not to be written then is not made up for.
  await want(id, 'freeze_tomorrow', freeze);
  expect((await lettersTo(owner)).map(({ template }) => template)).toEqual(['payment_failed']);
  const outcomes = await world.select(
    'select key, outcome from identity.wanted_letter where org_id = $1 order by key',
    [id],
  );
  expect(outcomes).toEqual([
    { key: 'freeze_tomorrow', outcome: 'suspended' },
    { key: 'invoice.1', outcome: 'written' },
    { key: 'invoice.2', outcome: 'closed' },
  ]);
});

it('ID-71 erasing a person leaves nothing of the letters to it, and what is known of wanted letters names nobody', async () => {
  const { id, owner } = await world.organisation('erased-owner');
  await want(id, 'freeze_tomorrow', { freezesAt: '2026-07-23T10:00:00.000Z' });
  await world.admin.query(
    `update identity.mail set state = 'sent', sealed = null, next_attempt_at = null, finished_at = now() where org_id = $1`,
    [id],
  );
  const [{ user_id: userId }] = await world.select('select user_id from identity.mail where org_id = $1 limit 1', [id]);
  const erasure = await world.publish({
    orgId: id,
    subjectType: 'person',
    subjectId: userId,
    type: 'audit.personal_erased',
  });
  await world.until(
    `select count(*) = 1 from identity.consumed_event where consumer = 'mail_erasure' and event_id = $1`,
    [erasure.id],
  );
  expect(await world.select('select from identity.mail where org_id = $1', [id])).toEqual([]);
  const kept = await world.select('select w::text as text from identity.wanted_letter w where org_id = $1', [id]);
  expect(JSON.stringify(kept)).not.toContain(owner.email);
});
