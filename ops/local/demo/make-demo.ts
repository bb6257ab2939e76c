import type { Settings } from '@offplan/kernel/config/settings';
import { executeOnSubgraph } from '@offplan/kernel/subgraph/execute';
import { ApiClient } from '../../client/api-client.ts';
import { awaitMail } from '../../mail-catcher/start-mail-catcher.ts';
import type { LocalSystem } from '../local-system.ts';
import { livenUp } from './liven-up.ts';
import { demoUnitList } from './unit-lists.ts';

export const DEMO_PASSWORD = 'demo tower 40 floors';

export interface DemoPerson {
  email: string;
  password: string;
  who: string;
}

const PEOPLE = {
  nadia: { name: 'Nadia Rahman', email: 'nadia@halden-reyes.example', who: 'Owner of Halden & Reyes (Demo)' },
  aleksey: { name: 'Aleksey Morozov', email: 'aleksey@halden-reyes.example', who: 'Sales agent there' },
  lina: { name: 'Lina Haddad', email: 'lina@halden-reyes.example', who: 'Sales agent there, for the second window' },
  jonas: { name: 'Jonas Weller', email: 'jonas@blue-heron.example', who: 'Guest agency Blue Heron Realty (Demo)' },
  marte: { name: 'Marte Lind', email: 'marte@nordkai.example', who: 'Guest agency Nordkai Partners (Demo)' },
} as const;

const HOST_SLUG = 'halden-reyes';

const SIGN_UP = /* GraphQL */ `
  mutation ($input: SignUpInput!) {
    answer: signUp(input: $input) { ... on SignUpMailed { browserToken } ... on UserError { message } }
  }
`;

const CONFIRM = /* GraphQL */ `
  mutation ($input: ConfirmSignUpInput!) {
    answer: confirmSignUp(input: $input) { ... on SignedIn { token } ... on UserError { message } }
  }
`;

const JOIN = /* GraphQL */ `
  mutation ($input: JoinByInvitationInput!) {
    answer: joinByInvitation(input: $input) { ... on SignedIn { token } ... on UserError { message } }
  }
`;

/** What Turnstile's twin on this machine takes for a person. */
const BOT_CHECK_TOKEN = 'XXXX.DUMMY.TOKEN.XXXX';

/**
 * Makes the demo Organisations on the first start, through the same operations that people use: a developer with a tower and villas, its
 * team, and two guest agencies. Later starts find it there. Returns the people who can sign in.
 */
export async function makeDemo(
  local: LocalSystem,
  settings: Settings,
  say: (step: string) => void,
): Promise<DemoPerson[]> {
  const people = Object.values(PEOPLE).map(({ email, who }) => ({ email, password: DEMO_PASSWORD, who }));
  const host = `app.${settings.OFFPLAN_HOST}`;
  const probe = new ApiClient(local.system.gateway.port, host);
  const signIn = await probe.post('/auth/sign-in', { email: PEOPLE.nadia.email, password: DEMO_PASSWORD });
  if (signIn.status === 200) {
    await probe.post('/auth/sign-out', {});
    return people;
  }
  if (!local.mailUrl) {
    say('No demo data: its people would get real mails');
    return [];
  }
  say('Demo data (first start only)');
  const demo = new Demo(local, host, local.mailUrl);
  await demo.make();
  return people;
}

type Who = keyof typeof PEOPLE;

class Demo {
  readonly #local: LocalSystem;
  readonly #host: string;
  readonly #mailUrl: string;
  #people = 0;

  constructor(local: LocalSystem, host: string, mailUrl: string) {
    this.#local = local;
    this.#host = host;
    this.#mailUrl = mailUrl;
  }

  async make(): Promise<void> {
    const nadia = await this.#founder('nadia', {
      organisation: { name: 'Halden & Reyes (Demo)', slug: HOST_SLUG, country: 'AE' },
    });
    nadia.workspace = HOST_SLUG;
    const project = await this.#project(nadia);
    await importUnits(nadia, project.id);
    const aleksey = await this.#member(nadia, 'aleksey');
    const lina = await this.#member(nadia, 'lina');
    const jonas = await this.#guest(nadia, project.id, 'jonas', {
      name: 'Blue Heron Realty (Demo)',
      slug: 'blue-heron',
      country: 'AE',
    });
    await this.#guest(nadia, project.id, 'marte', { name: 'Nordkai Partners (Demo)', slug: 'nordkai', country: 'DE' });
    await livenUp({ nadia, aleksey, lina, jonas }, project.slug);
  }

  async #founder(who: Who, input: object): Promise<ApiClient> {
    const signedUp = await this.#ask(SIGN_UP, who, {
      ...input,
      email: PEOPLE[who].email,
      botCheckToken: BOT_CHECK_TOKEN,
    });
    const token = await this.#mailedToken(who, 'confirm_sign_up');
    return this.#window(await this.#ask(CONFIRM, null, { token, browserToken: signedUp.browserToken }));
  }

  async #joiner(who: Who, template: string, input: object): Promise<ApiClient> {
    const invitationToken = await this.#mailedToken(who, template);
    return this.#window(await this.#ask(JOIN, who, { ...input, invitationToken }));
  }

  /** Straight to identity: the limit of sign-ups per address is for strangers, and each person has an address of the documentation's range. */
  async #ask(query: string, who: Who | null, input: object): Promise<Record<string, string>> {
    this.#people += 1;
    const address = `192.0.2.${this.#people}`;
    const userAgent = 'offplan demo';
    const person = who && {
      name: PEOPLE[who].name,
      password: DEMO_PASSWORD,
      acceptsTerms: true,
      locale: 'en',
      userAgent,
    };
    const { data, errors } = await executeOnSubgraph(
      this.#local.system.subgraphs.get('identity')!,
      { kind: 'gateway' },
      { requestId: 'demo', address, userAgent },
      { query, variables: { input: { ...person, address, ...input } } },
    );
    const answer = (data as { answer?: Record<string, string> } | null)?.answer;
    if (!answer || answer.message) throw new Error(`The demo could not sign up: ${JSON.stringify(errors ?? answer)}`);
    return answer;
  }

  #window({ token }: Record<string, string>): ApiClient {
    const client = new ApiClient(this.#local.system.gateway.port, this.#host);
    client.cookie = `__Host-offplan-session=${token}`;
    return client;
  }

  /** From the mail that came, as a person would. */
  async #mailedToken(who: Who, template: string): Promise<string> {
    const { links } = await awaitMail(this.#mailUrl, { to: PEOPLE[who].email, template });
    return new URL(links[0]!).pathname.split('/').at(-1)!;
  }

  async #project(owner: ApiClient): Promise<{ id: string; slug: string }> {
    const input = {
      name: 'Aurelia Creek',
      slug: 'aurelia-creek',
      currency: 'AED',
      address: 'Creek Harbour, Dubai',
      developerName: 'Halden & Reyes',
    };
    // The plan of a new Organisation reaches inventory a moment after the sign-up.
    for (let attempt = 0; ; attempt += 1) {
      const { createProject } = await owner.data(
        `mutation ($input: CreateProjectInput!) { createProject(input: $input) { __typename ... on CreateProjectSuccess { project { id slug } } ... on NotPermitted { reason } ... on UserError { message } } }`,
        { input },
      );
      if (createProject.project) return createProject.project;
      if (createProject.reason !== 'PLAN_PENDING' || attempt > 100)
        throw new Error(`The demo project failed: ${JSON.stringify(createProject)}`);
      await pause(50);
    }
  }

  async #member(owner: ApiClient, who: Who): Promise<ApiClient> {
    const { inviteMember } = await owner.data(
      `mutation ($input: InviteMemberInput!) { inviteMember(input: $input) { __typename ... on UserError { message } } }`,
      { input: { email: PEOPLE[who].email, role: 'SALES_AGENT' } },
    );
    if (inviteMember.message) throw new Error(`The demo's invitation failed: ${inviteMember.message}`);
    const client = await this.#joiner(who, 'member_invitation', {});
    client.workspace = HOST_SLUG;
    return client;
  }

  async #guest(
    owner: ApiClient,
    projectId: string,
    who: Who,
    organisation: { name: string; slug: string; country: string },
  ): Promise<ApiClient> {
    const { inviteGuest } = await owner.data(
      `mutation ($input: InviteGuestInput!) { inviteGuest(input: $input) { __typename ... on UserError { message } } }`,
      { input: { projectId, email: PEOPLE[who].email, capabilities: ['SALES'] } },
    );
    if (inviteGuest.message) throw new Error(`The demo's invitation failed: ${inviteGuest.message}`);
    const client = await this.#joiner(who, 'guest_invitation', { organisation });
    client.workspace = HOST_SLUG;
    return client;
  }
}

/** By the import that people use: stage, dry run, write. */
async function importUnits(client: ApiClient, projectId: string): Promise<void> {
  const contentBase64 = Buffer.from(demoUnitList()).toString('base64');
  const { stageUnitList } = await client.data(
    `mutation ($input: StageUnitListInput!) { stageUnitList(input: $input) { __typename ... on StageUnitListSuccess { unitImport { id } } ... on UserError { message } } }`,
    {
      input: { projectId, fileName: 'aurelia-creek-stock.csv', contentBase64 },
    },
  );
  const importId = stageUnitList.unitImport?.id;
  if (!importId) throw new Error(`The demo's list was refused: ${JSON.stringify(stageUnitList)}`);
  const { startUnitImport } = await client.data(
    `mutation ($input: StartUnitImportInput!) { startUnitImport(input: $input) { __typename ... on UserError { message } } }`,
    {
      input: { importId, skipWrongRows: false, keepMapping: true, idempotencyKey: `demo ${importId}` },
    },
  );
  if (startUnitImport.message) throw new Error(`The demo's import failed: ${JSON.stringify(startUnitImport)}`);
  for (let attempt = 0; attempt < 600; attempt += 1) {
    const { unitImport } = await client.data('query ($id: ID!) { unitImport(id: $id) { state } }', { id: importId });
    if (unitImport.state === 'DONE') return;
    if (unitImport.state === 'FAILED') break;
    await pause(50);
  }
  throw new Error("The demo's import did not finish");
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
