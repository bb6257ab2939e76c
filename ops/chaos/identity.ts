import { systemClock } from '@offplan/kernel/clock';
import { readSettings } from '@offplan/kernel/config/settings';
import { startEmbeddedPostgres } from '@offplan/kernel/database/embedded/embedded-postgres';
import { Client } from 'pg';
import { Agent, setGlobalDispatcher } from 'undici';
import { ApiClient } from '../client/api-client.ts';
import { startMailCatcher } from '../mail-catcher/start-mail-catcher.ts';
import { migrateAll } from '../processes/migrate-all.ts';
import { freshSecrets, subgraphDefinitions } from '../processes/subgraphs.ts';
import { freePort } from '../testing/start-product.ts';
import type { ChaosReport } from './chaos-report.ts';
import { DoomedSystem } from './doomed-system.ts';
import { MailArrivals } from './mail-arrivals.ts';
import {
  confirm,
  isCutConnection,
  mailedToken,
  NEW_PERSON,
  type Person,
  post,
  signInAgain,
  signUp,
  slugOf,
} from './people.ts';

const HOST = 'offplan.localhost';
const DATABASE_PASSWORD = 'roles-in-the-storm';
/** A step is over when the system has outlived its answer, and what follows in the background, by so much. */
const CALM_MILLISECONDS = 700;

/** One thing that people do: what must have happened before, the act, and how one tells that it is done. */
interface Step {
  name: string;
  prepare(storm: Storm, number: number): Promise<Person[]>;
  act(storm: Storm, people: Person[]): Promise<void>;
  isDone(storm: Storm, people: Person[]): Promise<boolean>;
}

/**
 * kill -9 before everything that outlasts a crash (see `victim.ts`) in signing up, confirming, inviting, joining, offering and taking over the ownership. After each the system is
 * started again and the person tries again: nothing may be half done, no mail lost, at most one doubled for each kill. `word` narrows it to
 * the steps whose name has it.
 */
export async function identity(word = ''): Promise<ChaosReport> {
  const steps = STEPS.filter(({ name }) => name.includes(word));
  if (steps.length === 0) throw new Error(`Name one of the steps: ${STEPS.map(({ name }) => name).join(', ')}`);
  // A connection that is kept would be one to a server that was killed.
  setGlobalDispatcher(new Agent({ pipelining: 0 }));
  const postgres = await startEmbeddedPostgres({ settings: { max_connections: 100 } });
  const catcher = await startMailCatcher({ folder: null, port: 0 });
  const secrets = freshSecrets();
  await migrateAll(
    postgres.url,
    DATABASE_PASSWORD,
    subgraphDefinitions(readSettings({}), `http://app.${HOST}`, secrets),
  );
  const admin = new Client({ connectionString: postgres.url });
  await admin.connect();
  const port = await freePort();
  const system = new DoomedSystem({
    databaseUrl: postgres.url,
    databasePassword: DATABASE_PASSWORD,
    port,
    smtpUrl: catcher.smtpUrl,
    secrets,
    host: HOST,
  });
  const storm = new Storm(system, admin, port, catcher.url);
  try {
    for (const step of steps) await storm.strike(step);
    return await storm.report();
  } finally {
    await system.stop();
    await admin.end();
    await catcher.stop();
    await postgres.stop();
  }
}

class Storm {
  readonly #system: DoomedSystem;
  readonly #admin: Client;
  readonly #port: number;
  readonly #mailUrl: string;
  readonly #wrong: string[] = [];
  readonly #arrivals: MailArrivals;
  #operations = 0;
  #people = 0;

  constructor(system: DoomedSystem, admin: Client, port: number, mailUrl: string) {
    this.#system = system;
    this.#admin = admin;
    this.#port = port;
    this.#mailUrl = mailUrl;
    this.#arrivals = new MailArrivals(mailUrl);
  }

  /** Lets the system die at one statement of the step after the other, until the step passes. */
  async strike(step: Step): Promise<void> {
    const began = systemClock.now().getTime();
    let statement = 0;
    for (let isCalm = false; !isCalm; ) {
      statement += 1;
      await this.#system.start();
      const people = await step.prepare(this, statement);
      await this.#settle();
      const doubledBefore = await this.#doubled();
      await this.#system.arm(statement);
      await this.#try(step, people);
      isCalm = !(await this.#system.hasDiedWithin(CALM_MILLISECONDS)) && (await this.#system.spare());
      if (isCalm) continue;
      await this.#system.start();
      await this.#try(step, people);
      const when = `${step.name}, statement ${statement}`;
      if (!this.#system.isAlive) this.#wrong.push(`${when}: the system died when nobody killed it`);
      await this.#judge(when);
      if (!(await step.isDone(this, people))) this.#wrong.push(`${when}: it was tried again and is not done`);
      const doubled = (await this.#doubled()) - doubledBefore;
      if (doubled > 1) this.#wrong.push(`${when}: ${doubled} mails were doubled by one kill`);
    }
    await this.#judge(step.name);
    const seconds = ((systemClock.now().getTime() - began) / 1000).toFixed(0);
    console.log(`  ${step.name}: survived kill -9 at each of ${statement} statements (${seconds} s)`);
  }

  /** The person does it until it is done or the system is gone. */
  async #try(step: Step, people: Person[]): Promise<void> {
    this.#operations += 1;
    try {
      await step.act(this, people);
    } catch (fault) {
      if (await this.#system.hasDiedWithin(0)) this.#system.kills -= 1;
      else if (!isCutConnection(fault)) this.#wrong.push(`${step.name}: ${String(fault)}`);
    }
  }

  newPerson(): Person {
    this.#people += 1;
    return { email: `person.${this.#people}@storm.example`, api: new ApiClient(this.#port, `app.${HOST}`) };
  }

  token(email: string, template: string): Promise<string> {
    return mailedToken(this.#mailUrl, email, template);
  }

  async house(): Promise<{ owner: Person; slug: string }> {
    const owner = this.newPerson();
    await signUp(owner);
    await confirm(owner, await this.token(owner.email, 'confirm_sign_up'));
    return { owner, slug: slugOf(owner) };
  }

  async colleague(owner: Person): Promise<Person> {
    const person = this.newPerson();
    await invite(owner, person);
    await join(this, person);
    person.api.workspace = owner.api.workspace;
    return person;
  }

  /** Waits until nothing waits any more: events, mails, the log. */
  async #settle(): Promise<void> {
    const busy = `select exists (select from identity.outbox) or exists (select from billing.outbox) or exists (select from identity.mail where state = 'queued')
      or exists (select from identity.organisation o where o.status = 'active' and not exists (select from identity.entitlement_mirror m where m.org_id = o.id))
      or exists (select from identity.event e where not exists (select from identity.audit_entry a where a.event_id = e.id)) as busy`;
    for (let attempt = 0; attempt < 400; attempt += 1) {
      const { rows } = await this.#admin.query(busy);
      if (!rows[0].busy) return;
      if (!this.#system.isAlive) return;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    this.#wrong.push(
      'what was to follow never came: events, mails, plans or entries of the log are missing after ten seconds',
    );
  }

  /** What must hold whenever the system has had a moment of peace. */
  async #judge(when: string): Promise<void> {
    await this.#settle();
    const rules: [string, string][] = [
      [
        'people without any Organisation',
        `select u.id from identity."user" u where not exists (select from identity.membership m where m.user_id = u.id and m.status = 'active')`,
      ],
      [
        'Organisations without exactly one Owner',
        `select o.id from identity.organisation o where (select count(*) from identity.membership m where m.org_id = o.id and m.role = 'owner' and m.status = 'active') <> 1`,
      ],
      [
        'slugs without their Organisation',
        `select s.slug from identity.organisation_slug s where not exists (select from identity.organisation o where o.id = s.org_id)`,
      ],
      [
        'sign-ups that wait although the person is there',
        `select p.id from identity.pending_sign_up p join identity."user" u on u.email = p.email`,
      ],
      [
        'accepted invitations without a member, or members twice',
        `select i.id from identity.invitation i where i.status = 'accepted' and (select count(*) from identity.event e where e.type = 'member.joined' and e.data ->> 'invitationId' = i.id::text) <> 1`,
      ],
      [
        'people who are members twice',
        `select user_id from identity.membership where status = 'active' group by org_id, user_id having count(*) > 1`,
      ],
      [
        'ownership offers that were accepted without a transfer',
        `select f.id from identity.ownership_offer f where f.status = 'accepted' and not exists (select from identity.event e where e.org_id = f.org_id and e.type = 'ownership.transferred')`,
      ],
      [
        'open invitations without a mail',
        `select i.id from identity.invitation i where i.status = 'pending' and not exists (select from identity.mail m where m.about = i.id and m.state = 'sent')`,
      ],
      [
        'sign-ups that wait for a mail that never left',
        `select p.id from identity.pending_sign_up p where not exists
           (select from identity.mail m where m.template = 'confirm_sign_up' and m.recipient = p.email and m.state = 'sent')`,
      ],
      [
        'open offers of the ownership without a mail',
        `select f.id from identity.ownership_offer f where f.status = 'pending' and not exists (select from identity.mail m where m.about = f.id and m.state = 'sent')`,
      ],
      ['mails that were given up', `select id from identity.mail where state not in ('queued', 'sent')`],
      [
        'events that are in the log more than once',
        `select event_id from identity.audit_entry group by org_id, event_id having count(*) > 1`,
      ],
    ];
    for (const [what, sql] of rules) {
      const { rows } = await this.#admin.query(sql);
      if (rows.length > 0) this.#wrong.push(`${when}: ${rows.length} ${what}`);
    }
  }

  /** How many mails have arrived more often than once until now. */
  async #doubled(): Promise<number> {
    await this.#arrivals.look();
    return this.#arrivals.doubled;
  }

  async report(): Promise<ChaosReport> {
    await this.#judge('at the end');
    const { rows } = await this.#admin.query(`select message_id from identity.mail where state = 'sent'`);
    const doubled = await this.#doubled();
    const lost = rows.filter(({ message_id: id }) => !this.#arrivals.has(String(id))).length;
    if (lost > 0) this.#wrong.push(`${lost} mails that count as sent never arrived`);
    return {
      name: 'identity',
      faults: this.#system.kills,
      operations: this.#operations,
      mails: rows.length,
      lost,
      doubled,
      wrong: this.#wrong,
    };
  }
}

/** The plan of a new house comes a moment after it. */
async function invite(owner: Person, person: Person): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    const { inviteMember } = await owner.api.data(
      'mutation ($input: InviteMemberInput!) { inviteMember(input: $input) { __typename ... on NotPermitted { reason } ... on UserError { message } } }',
      { input: { email: person.email, role: 'ADMIN' } },
    );
    if (!inviteMember.message) return;
    if (inviteMember.reason !== 'PLAN_PENDING' || attempt > 200)
      throw new Error(`The invitation: ${inviteMember.message}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

async function join(storm: Storm, person: Person): Promise<void> {
  const invitationToken = await storm.token(person.email, 'member_invitation');
  await post(
    person,
    '/auth/join',
    { ...NEW_PERSON, invitationToken },
    (status, code) => status === 201 || code === 'VALIDATION_FAILED',
  );
  await signInAgain(person);
}

async function offer(owner: Person, colleague: Person): Promise<void> {
  const { organisation } = await owner.api.data(
    '{ organisation { members { edges { node { id user { email } } } } } }',
  );
  const member = organisation.members.edges.find(
    ({ node }: { node: { user: { email: string } } }) => node.user.email === colleague.email,
  );
  const { offerOwnership } = await owner.api.data(
    'mutation ($input: OfferOwnershipInput!) { offerOwnership(input: $input) { __typename ... on UserError { message } } }',
    { input: { memberId: member.node.id } },
  );
  if (offerOwnership.message) throw new Error(`The offer: ${offerOwnership.message}`);
}

/** The second time it may have happened already: then the person is the Owner. */
async function takeOver(storm: Storm, person: Person): Promise<void> {
  const token = await storm.token(person.email, 'ownership_offer');
  await person.api.data('mutation ($input: AcceptOwnershipInput!) { acceptOwnership(input: $input) { __typename } }', {
    input: { token },
  });
  if ((await roleOf(person)) !== 'OWNER') throw new Error('The ownership has not moved');
}

async function roleOf(person: Person): Promise<string | null> {
  const { viewer } = await person.api.data('{ viewer { workspace { role } } }');
  return viewer.workspace?.role ?? null;
}

const STEPS: Step[] = [
  {
    name: 'signing up',
    prepare: async (storm) => [storm.newPerson()],
    act: (_, [person]) => signUp(person!),
    isDone: async (storm, [person]) => Boolean(await storm.token(person!.email, 'confirm_sign_up')),
  },
  {
    name: 'confirming',
    async prepare(storm) {
      const person = storm.newPerson();
      await signUp(person);
      await storm.token(person.email, 'confirm_sign_up');
      return [person];
    },
    act: async (storm, [person]) => confirm(person!, await storm.token(person!.email, 'confirm_sign_up')),
    isDone: async (_, [person]) => (await roleOf(person!)) === 'OWNER',
  },
  {
    name: 'inviting',
    prepare: async (storm) => [(await storm.house()).owner, storm.newPerson()],
    act: (_, [owner, person]) => invite(owner!, person!),
    isDone: async (storm, [, person]) => Boolean(await storm.token(person!.email, 'member_invitation')),
  },
  {
    name: 'joining',
    async prepare(storm) {
      const { owner } = await storm.house();
      const person = storm.newPerson();
      await invite(owner, person);
      await storm.token(person.email, 'member_invitation');
      person.api.workspace = owner.api.workspace;
      return [person];
    },
    act: (storm, [person]) => join(storm, person!),
    isDone: async (_, [person]) => (await roleOf(person!)) === 'ADMIN',
  },
  {
    name: 'offering the ownership',
    async prepare(storm) {
      const { owner } = await storm.house();
      return [owner, await storm.colleague(owner)];
    },
    act: (_, [owner, colleague]) => offer(owner!, colleague!),
    isDone: async (storm, [, colleague]) => Boolean(await storm.token(colleague!.email, 'ownership_offer')),
  },
  {
    name: 'taking over the ownership',
    async prepare(storm) {
      const { owner } = await storm.house();
      const colleague = await storm.colleague(owner);
      await offer(owner, colleague);
      await storm.token(colleague.email, 'ownership_offer');
      return [colleague];
    },
    act: (storm, [colleague]) => takeOver(storm, colleague!),
    isDone: async (_, [colleague]) => (await roleOf(colleague!)) === 'OWNER',
  },
];
