import { decodeId, encodeId, uuidv7 } from '@offplan/kernel/ids';
import type { ApiClient } from '../client/api-client.ts';
import type { World } from './world.ts';

/** Of everybody whom tests sign up. */
export const PASSWORD = 'violet harbour lantern';

/** A person in a workspace, with a window of the app. */
export interface TestPerson {
  api: ApiClient;
  name: string;
  email: string;
  userId: string;
}

export interface TestProject {
  id: string;
  slug: string;
  buildingId: string;
  /** Global ids of its units by number. */
  units: Map<string, string>;
}

const WHO = 'query { viewer { user { id } workspace { organisation { id } } } }';

/** An Organisation as tests use it: people by name and role, projects with units, guests. */
export class TestOrganisation {
  readonly world: World;
  readonly name: string;
  readonly slug: string;
  readonly id: string;
  readonly owner: TestPerson;
  #people = 0;

  private constructor(world: World, name: string, slug: string, id: string, owner: TestPerson) {
    this.world = world;
    this.name = name;
    this.slug = slug;
    this.id = id;
    this.owner = owner;
  }

  static async signUp(world: World, name: string, slug: string): Promise<TestOrganisation> {
    const api = world.stranger();
    const email = `owner@${slug}.example`;
    const answer = await api.post('/auth/sign-up', {
      name: `Owner of ${name}`,
      email,
      password: PASSWORD,
      acceptTerms: true,
      organisation: { name, slug, country: 'AE' },
    });
    if (answer.status !== 202) throw new Error(`The sign-up failed: ${JSON.stringify(answer.body)}`);
    const confirmed = await api.post('/auth/confirm-sign-up', {
      token: tokenOf((await world.mailTo(email, 'confirm_sign_up')).links[0]!),
    });
    if (confirmed.status !== 201) throw new Error(`Confirming failed: ${JSON.stringify(confirmed.body)}`);
    api.workspace = slug;
    const { viewer } = await api.data(WHO);
    const id = viewer.workspace.organisation.id as string;
    const owner = { api, name: `Owner of ${name}`, email, userId: viewer.user.id };
    await world.until(
      'select count(*) = 2 from (select from inventory.entitlement_mirror where org_id = $1 union all select from identity.entitlement_mirror where org_id = $1) m',
      [decodeId('org', id)],
    );
    return new TestOrganisation(world, name, slug, id, owner);
  }

  /** Invites somebody who signs up by the invitation. */
  async member(name: string, role: 'ADMIN' | 'SALES_MANAGER' | 'SALES_AGENT'): Promise<TestPerson> {
    this.#people += 1;
    const email = `${name.toLowerCase().replaceAll(/[^a-z]+/g, '.')}.${this.#people}@${this.slug}.example`;
    const { inviteMember } = await this.owner.api.data(
      `mutation ($input: InviteMemberInput!) { inviteMember(input: $input) { __typename ... on UserError { message } } }`,
      { input: { email, role } },
    );
    if (inviteMember.__typename !== 'InviteMemberSuccess')
      throw new Error(`The invitation failed: ${JSON.stringify(inviteMember)}`);
    return this.#accept(name, email, tokenOf((await this.world.mailTo(email, 'member_invitation')).links[0]!));
  }

  agent(name: string): Promise<TestPerson> {
    return this.member(name, 'SALES_AGENT');
  }

  async #accept(name: string, email: string, invitationToken: string): Promise<TestPerson> {
    const api = this.world.stranger();
    const answer = await api.post('/auth/join', {
      name,
      password: PASSWORD,
      acceptTerms: true,
      invitationToken,
    });
    if (answer.status !== 201) throw new Error(`The sign-up by invitation failed: ${JSON.stringify(answer.body)}`);
    api.workspace = this.slug;
    const { viewer } = await api.data(WHO);
    return { api, name, email, userId: viewer.user.id };
  }

  /** Invites another Organisation into a project; its Owner accepts. Returns the grant's id and a person of the guest, inside this workspace. */
  async guest(
    guest: TestOrganisation,
    project: TestProject,
    capabilities: string[] = ['SALES'],
  ): Promise<{ grantId: string; person: TestPerson }> {
    const { inviteGuest } = await this.owner.api.data(
      `mutation ($input: InviteGuestInput!) { inviteGuest(input: $input) { __typename ... on InviteGuestSuccess { grant { id } } ... on UserError { message } } }`,
      { input: { projectId: project.id, email: guest.owner.email, capabilities } },
    );
    if (inviteGuest.__typename !== 'InviteGuestSuccess')
      throw new Error(`The guest's invitation failed: ${JSON.stringify(inviteGuest)}`);
    const { acceptInvitation } = await guest.owner.api.data(
      `mutation ($input: AcceptInvitationInput!) { acceptInvitation(input: $input) { __typename ... on UserError { message } } }`,
      {
        input: {
          token: tokenOf((await this.world.mailTo(guest.owner.email, 'guest_invitation')).links[0]!),
          organisationSlug: guest.slug,
        },
      },
    );
    if (acceptInvitation.__typename !== 'AcceptInvitationSuccess')
      throw new Error(`Accepting failed: ${JSON.stringify(acceptInvitation)}`);
    await this.world.until('select is_active from inventory.guest where project_id = $1 and guest_org_id = $2', [
      decodeId('project', project.id),
      decodeId('org', guest.id),
    ]);
    const api = guest.owner.api.anotherWindow();
    api.workspace = this.slug;
    return { grantId: inviteGuest.grant.id, person: { ...guest.owner, api } };
  }

  /** A project with one building; its units (`12-03` is floor 12, stack 03) are put into the database directly. */
  async project(name: string, numbers: string[]): Promise<TestProject> {
    const { createProject } = await this.owner.api.data(
      `mutation ($input: CreateProjectInput!) { createProject(input: $input) { __typename ... on CreateProjectSuccess { project { id slug } } ... on UserError { message } } }`,
      { input: { name, currency: 'AED' } },
    );
    if (createProject.__typename !== 'CreateProjectSuccess')
      throw new Error(`The project failed: ${JSON.stringify(createProject)}`);
    const orgId = decodeId('org', this.id);
    const projectId = decodeId('project', createProject.project.id);
    const buildingId = uuidv7();
    const { admin } = this.world;
    await admin.query(
      `insert into inventory.building (org_id, id, project_id, name, ordinal) values ($1, $2, $3, 'Tower A', 1)`,
      [orgId, buildingId, projectId],
    );
    const labels = [...new Set(numbers.map((number) => number.split('-')[0]!))];
    const floors = new Map(labels.map((label) => [label, uuidv7()]));
    for (const [label, id] of floors)
      await admin.query(
        'insert into inventory.floor (org_id, id, project_id, building_id, label, level) values ($1, $2, $3, $4, $5, $6)',
        [orgId, id, projectId, buildingId, label, Number.parseInt(label, 10) || 0],
      );
    const rows = numbers.map((number) => ({
      id: uuidv7(),
      floor: floors.get(number.split('-')[0]!),
      number,
      stack: number.split('-')[1] ?? null,
    }));
    await admin.query(
      `insert into inventory.unit (org_id, id, project_id, building_id, floor_id, number, stack, kind, bedrooms, area_total, price_minor, currency, status_changed_at, created_at, ordinal)
       select $1, r.id, $2, $3, r.floor, r.number, r.stack, 'apartment', 2, 108.4, 214000000, 'AED', now(), now(), row_number() over () from jsonb_to_recordset($4) as r(id uuid, floor uuid, number text, stack text)`,
      [orgId, projectId, buildingId, JSON.stringify(rows)],
    );
    return {
      id: createProject.project.id,
      slug: createProject.project.slug,
      buildingId: encodeId('building', buildingId),
      units: new Map(rows.map(({ id, number }) => [number, encodeId('unit', id)])),
    };
  }
}

function tokenOf(link: string): string {
  return new URL(link).pathname.split('/').at(-1)!;
}
