import type { Settings } from '@offplan/kernel/config/settings';
import { executeOnSubgraph } from '@offplan/kernel/subgraph/execute';
import { ApiClient } from '../../client/api-client.ts';
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
    signUp(input: $input) { __typename ... on SignedIn { token } ... on UserError { message } }
  }
`;

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
  say('Demo data (first start only)');
  const demo = new Demo(local, host);
  await demo.make();
  return people;
}

type Who = keyof typeof PEOPLE;

class Demo {
  readonly #local: LocalSystem;
  readonly #host: string;
  #signUps = 0;

  constructor(local: LocalSystem, host: string) {
    this.#local = local;
    this.#host = host;
  }

  async make(): Promise<void> {
    const nadia = await this.#signUp('nadia', {
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

  /** Straight to identity: the limit of sign-ups per address is for strangers, and each person has an address of the documentation's range. */
  async #signUp(who: Who, input: object): Promise<ApiClient> {
    this.#signUps += 1;
    const { name, email } = PEOPLE[who];
    const address = `192.0.2.${this.#signUps}`;
    const identity = this.#local.system.subgraphs.get('identity')!;
    const { data, errors } = await executeOnSubgraph(
      identity,
      { kind: 'gateway' },
      { requestId: 'demo', address, userAgent: 'offplan demo' },
      {
        query: SIGN_UP,
        variables: {
          input: {
            name,
            email,
            password: DEMO_PASSWORD,
            acceptsTerms: true,
            locale: 'en',
            address,
            userAgent: 'offplan demo',
            ...input,
          },
        },
      },
    );
    const result = (data as { signUp?: { __typename: string; token?: string } } | null)?.signUp;
    if (!result?.token) throw new Error(`The demo could not sign up ${email}: ${JSON.stringify(errors ?? result)}`);
    const client = new ApiClient(this.#local.system.gateway.port, this.#host);
    client.cookie = `__Host-offplan-session=${result.token}`;
    return client;
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
      `mutation ($input: InviteMemberInput!) { inviteMember(input: $input) { __typename ... on InviteMemberSuccess { link } ... on UserError { message } } }`,
      {
        input: { email: PEOPLE[who].email, role: 'SALES_AGENT' },
      },
    );
    const client = await this.#signUp(who, { invitationToken: tokenOf(inviteMember) });
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
      `mutation ($input: InviteGuestInput!) { inviteGuest(input: $input) { __typename ... on InviteGuestSuccess { link } ... on UserError { message } } }`,
      {
        input: { projectId, email: PEOPLE[who].email, capabilities: ['SALES'] },
      },
    );
    const client = await this.#signUp(who, { invitationToken: tokenOf(inviteGuest), organisation });
    client.workspace = HOST_SLUG;
    return client;
  }
}

function tokenOf(result: { link?: string }): string {
  if (!result.link) throw new Error(`The demo's invitation failed: ${JSON.stringify(result)}`);
  return new URL(result.link).pathname.split('/').at(-1)!;
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
