import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { ManualClock } from '@offplan/kernel/clock';
import { OrderlyClient } from '@offplan/kernel/database/orderly-client';
import { databaseUrlFor } from '@offplan/kernel/database/subgraph-roles';
import { ENTITLEMENTS_CHANGED, type Entitlements } from '@offplan/kernel/entitlements/entitlements';
import type { BusEvent } from '@offplan/kernel/events/bus/bus';
import { BUS_ROLE } from '@offplan/kernel/events/bus/postgres/migrate-bus';
import { PostgresBus } from '@offplan/kernel/events/bus/postgres/postgres-bus';
import { decodeId, uuidv7 } from '@offplan/kernel/ids';
import { silentLogger } from '@offplan/kernel/logging';
import { MailSeal } from '@offplan/kernel/mail/seal-values';
import { ANONYMOUS, type Passport } from '@offplan/kernel/passport/passport';
import { executeOnSubgraph } from '@offplan/kernel/subgraph/execute';
import { openSubgraph, type RunningSubgraph } from '@offplan/kernel/subgraph/subgraph';
import { ROLES_PASSWORD } from '@offplan/kernel/testing/roles-password';
import { migratedDatabase } from '@offplan/kernel/testing/worker-database';
import type { Client } from 'pg';
import { expect, vi } from 'vitest';
import { sealAuditHeads } from '../audit/seal-audit-heads.ts';
import { createIdentity, type IdentityOptions } from '../index.ts';

export const PASSWORD = 'teacup meadow lantern 7';

/** What GraphQL answers in a test, read without types. */
// biome-ignore lint/suspicious/noExplicitAny: answers are compared, not computed with
type Answer = any;

/** A person with a session, acting in a workspace or in none. */
export interface Person {
  name: string;
  email: string;
  token: string;
  /** Slug of the workspace that its requests name. */
  workspace: string | null;
}

/** Identity on a database and bus of its own, as the gateway would use it. */
export class IdentityWorld {
  readonly clock: ManualClock;
  readonly options: IdentityOptions;
  readonly subgraph: RunningSubgraph;
  readonly bus: PostgresBus;
  /** As superuser, past row-level security: for looking and tampering beneath. */
  readonly admin: Client;
  /** Address of the database for the role of the service. */
  readonly appUrl: string;
  #people = 0;

  private constructor(parts: {
    options: IdentityOptions;
    subgraph: RunningSubgraph;
    bus: PostgresBus;
    admin: Client;
    appUrl: string;
    clock: ManualClock;
  }) {
    this.options = parts.options;
    this.subgraph = parts.subgraph;
    this.bus = parts.bus;
    this.admin = parts.admin;
    this.appUrl = parts.appUrl;
    this.clock = parts.clock;
  }

  static async open(changes: Partial<IdentityOptions> = {}): Promise<IdentityWorld> {
    const databaseUrl = await migratedDatabase();
    const admin = new OrderlyClient({ connectionString: databaseUrl });
    await admin.connect();
    const options: IdentityOptions = {
      appUrl: 'http://app.offplan.localhost',
      sessionIdleSeconds: 14 * 86_400,
      sessionAbsoluteSeconds: 90 * 86_400,
      signInLimit: 5,
      signUpLimit: 1_000,
      sealKey: generateKeyPairSync('ed25519').privateKey,
      mailSealKey: randomBytes(32).toString('base64'),
      mailsUrl: null,
      botCheck: null,
      rdapBootstrapUrl: null,
      signInSealKey: randomBytes(32).toString('base64'),
      google: null,
      supportEmail: 'help@offplan.example',
      ...changes,
    };
    const definition = createIdentity(options);
    const bus = new PostgresBus({
      connectionString: databaseUrlFor(databaseUrl, BUS_ROLE, ROLES_PASSWORD),
      logger: silentLogger,
    });
    const clock = new ManualClock(new Date('2026-06-09T10:00:00.000Z'));
    const subgraph = await openSubgraph(definition, {
      databaseUrl,
      databasePassword: ROLES_PASSWORD,
      pool: 8,
      bus,
      clock,
      logger: silentLogger,
    });
    await subgraph.startBackground();
    return new IdentityWorld({
      options,
      subgraph,
      bus,
      admin,
      appUrl: databaseUrlFor(databaseUrl, 'identity_app', ROLES_PASSWORD),
      clock,
    });
  }

  async close(): Promise<void> {
    await this.subgraph.close();
    await this.bus.close();
    await this.admin.end();
  }

  /** Runs an operation with a passport; faults fail the test. */
  async run(
    passport: Passport,
    query: string,
    variables: Record<string, unknown> = {},
    address: string | null = '203.0.113.7',
  ): Promise<Answer> {
    const facts = { requestId: uuidv7(), address, userAgent: 'Vitest' };
    const { data, errors } = await executeOnSubgraph(this.subgraph, passport, facts, { query, variables });
    if (errors) throw errors[0]!;
    return data;
  }

  /** Runs an operation as a person, whose passport identity itself makes for each request. */
  async as(person: Person, query: string, variables: Record<string, unknown> = {}): Promise<Answer> {
    return this.run((await this.passport(person)) ?? ANONYMOUS, query, variables);
  }

  async passport(person: Pick<Person, 'token' | 'workspace'>): Promise<Passport | null> {
    const resolved = await this.asGateway(
      'query ($input: ResolveViewerInput!) { answer: resolveViewer(input: $input) { passport } }',
      {
        sessionToken: person.token,
        workspace: person.workspace,
      },
    );
    return resolved && JSON.parse(resolved.passport);
  }

  /** Runs one of the gateway's own operations, whose field is called `answer`. */
  async asGateway(query: string, input: Record<string, unknown>, address?: string): Promise<Answer> {
    return (await this.run({ kind: 'gateway' }, query, { input }, address)).answer;
  }

  signIn(email: string, password: string, address = '203.0.113.7', organisationSlug?: string): Promise<Answer> {
    return this.asGateway(
      `mutation ($input: SignInInput!) { answer: signIn(input: $input) { __typename
         ... on SignedIn { token expiresAt } ... on SecondFactorNeeded { token seconds methods } ... on SignInFailed { code message }
         ... on TooManyAttempts { code message retryAfterSeconds } } }`,
      { email, password, organisationSlug },
      address,
    );
  }

  signUp(form: Record<string, unknown>, address = '203.0.113.7'): Promise<Answer> {
    return this.asGateway(
      `mutation ($input: SignUpInput!) { answer: signUp(input: $input) { __typename
         ... on SignUpMailed { browserToken } ... on SignedIn { token expiresAt organisationSlug } ... on SecondFactorNeeded { token } ... on SignUpRefused { reason message }
         ... on SignUpInvalid { code issues { path code suggestions } } } }`,
      { name: 'Nadia Rahman', password: PASSWORD, acceptsTerms: true, locale: 'en', address, ...form },
      address,
    );
  }

  confirmSignUp(input: Record<string, unknown>): Promise<Answer> {
    return this.asGateway(
      `mutation ($input: ConfirmSignUpInput!) { answer: confirmSignUp(input: $input) { __typename
         ... on SignedIn { token expiresAt organisationSlug } ... on UserError { code }
         ... on SignUpInvalid { issues { path code suggestions } } } }`,
      { address: '203.0.113.7', ...input },
    );
  }

  /** Signs up and confirms it by the mail, in one browser. */
  async signUpAndConfirm(form: { email: string } & Record<string, unknown>, address?: string): Promise<Answer> {
    const answer = await this.signUp(form, address);
    if (answer.__typename !== 'SignUpMailed') return answer;
    const { browserToken } = answer;
    return this.confirmSignUp({
      token: await this.tokenMailedTo(form.email, 'confirm_sign_up'),
      browserToken,
      address,
    });
  }

  join(form: Record<string, unknown>, address = '203.0.113.7'): Promise<Answer> {
    return this.asGateway(
      `mutation ($input: JoinByInvitationInput!) { answer: joinByInvitation(input: $input) { __typename
         ... on SignedIn { token expiresAt organisationSlug } ... on SecondFactorNeeded { token } ... on SignUpInvalid { code issues { path code suggestions } } } }`,
      { name: 'Nadia Rahman', password: PASSWORD, acceptsTerms: true, locale: 'en', address, ...form },
      address,
    );
  }

  /** The token in the link of the newest mail of a kind to an address. */
  async tokenMailedTo(email: string, template: string): Promise<string> {
    const mail = (await this.mailsTo(email.toLowerCase())).findLast((one) => one.template === template);
    if (!mail) throw new Error(`No ${template} was mailed to ${email}`);
    return tokenOf(mail.values.link);
  }

  /** A new Organisation with its Owner, and a plan that allows so much. */
  async organisation(
    slug: string,
    plan: Partial<Entitlements> | null = {},
  ): Promise<{ id: string; slug: string; owner: Person }> {
    const email = `owner@${slug}.example`;
    const signedIn = await this.signUpAndConfirm({
      name: `Owner of ${slug}`,
      email,
      organisation: { name: `The ${slug}`, slug, country: 'AE' },
    });
    expect(signedIn.__typename).toBe('SignedIn');
    const owner = { name: `Owner of ${slug}`, email, token: signedIn.token, workspace: slug };
    const id = (await this.passport(owner))!.organisation!.id;
    if (plan) await this.entitle(id, plan);
    return { id, slug, owner };
  }

  /** Publishes what an Organisation may do, as billing does, and waits until identity has heard of it. */
  async entitle(orgId: string, plan: Partial<Entitlements> = {}): Promise<void> {
    const after = {
      version: 1,
      tier: 'tier_2',
      isTrial: false,
      trialEndsAt: null,
      status: 'active',
      features: ['team', 'audit_log'],
      leastTiers: { team: 'tier_1', audit_log: 'tier_1' },
      ...plan,
      limits: { projects: null, teamMembers: null, unitsPerProject: null, guestOrganisations: null, ...plan.limits },
    };
    await this.publish({
      orgId,
      subjectType: 'entitlements',
      subjectId: orgId,
      type: ENTITLEMENTS_CHANGED,
      data: { after },
    });
    await this.until('select version = $2 from identity.entitlement_mirror where org_id = $1', [orgId, after.version]);
  }

  /** A project of which identity has heard. Returns its global id. */
  async project(orgId: string, name: string): Promise<string> {
    const id = uuidv7();
    await this.publish({
      orgId,
      subjectType: 'project',
      subjectId: id,
      type: 'project.created',
      data: { label: name, after: { name } },
    });
    await this.until('select true from identity.project_name where project_id = $1', [id]);
    return `project_${id.replaceAll('-', '')}`;
  }

  /** Puts an event of another subgraph on the bus. */
  async publish(event: Partial<BusEvent>): Promise<BusEvent> {
    const whole: BusEvent = {
      id: uuidv7(),
      source: 'inventory',
      orgId: '',
      subjectType: 'unit',
      subjectId: uuidv7(),
      seq: 1,
      type: 'unit.status_changed',
      actor: { kind: 'system' },
      onBehalfOf: null,
      requestId: null,
      data: {},
      personal: {},
      piiClass: 'none',
      occurredAt: this.clock.now().toISOString(),
      ...event,
    };
    await this.bus.publish([whole]);
    return whole;
  }

  invite(by: Person, email: string, role = 'SALES_AGENT'): Promise<Answer> {
    return this.as(
      by,
      `mutation ($input: InviteMemberInput!) { answer: inviteMember(input: $input) { __typename
         ... on InviteMemberSuccess { invitation { id status email role } seats { used limit } }
         ... on SeatLimitReached { code limit tier upgradeTo } ... on NotPermitted { reason leastTier } ... on ValidationFailed { issues { path code } } } }`,
      { input: { email, role } },
    ).then(({ answer }) => this.withMailedLink(answer, email, 'member_invitation'));
  }

  /** An answer with the `link` that was mailed, when it is a success. */
  async withMailedLink(answer: Answer, email: string, template: string): Promise<Answer> {
    if (!answer.__typename.endsWith('Success')) return answer;
    const mail = (await this.mailsTo(email.toLowerCase())).findLast((one) => one.template === template);
    return { ...answer, link: mail!.values.link };
  }

  accept(by: Person, token: string, organisationSlug?: string): Promise<Answer> {
    return this.as(
      by,
      `mutation ($input: AcceptInvitationInput!) { answer: acceptInvitation(input: $input) { __typename
         ... on AcceptInvitationSuccess { projectId workspace { role organisation { slug } guest { capabilities projectIds organisation { slug } } } }
         ... on InvitationNotUsable { reason } } }`,
      { input: { token, organisationSlug } },
    ).then(({ answer }) => answer);
  }

  /** A member who signed up by an invitation. */
  async member(organisation: { slug: string; owner: Person }, name: string, role = 'SALES_AGENT'): Promise<Person> {
    this.#people += 1;
    const email = `${name.toLowerCase()}.${this.#people}@${organisation.slug}.example`;
    await this.invite(organisation.owner, email, role);
    const invitationToken = await this.tokenMailedTo(email, 'member_invitation');
    const signedIn = await this.join({ name, invitationToken });
    expect(signedIn).toMatchObject({ __typename: 'SignedIn', organisationSlug: organisation.slug });
    return { name, email, token: signedIn.token, workspace: organisation.slug };
  }

  /** Every mail to an address, the newest last, with what it says: null once it was sent or given up. Dates are ISO strings there. */
  async mailsTo(email: string): Promise<{ template: string; locale: string; state: string; values: Answer }[]> {
    const seal = new MailSeal(this.options.mailSealKey);
    const rows = await this.select('select * from identity.mail where recipient = $1 order by id', [email]);
    return rows.map(({ id, template, locale, state, sealed }) => ({
      template,
      locale,
      state,
      values: sealed && seal.open(id, sealed),
    }));
  }

  /** Waits until the audit log holds everything that was published and written so far. */
  async settle(): Promise<void> {
    await this.until('select not exists (select from identity.outbox)');
    await this.until(
      `select (select max(position) from bus.message) = position from bus.cursor where consumer = 'identity.audit'`,
    );
  }

  async sealNow(): Promise<void> {
    await sealAuditHeads(this.options).run({ db: this.subgraph.db, clock: this.clock, logger: silentLogger }, {});
  }

  /** Waits until the first column of the first row is true. */
  async until(sql: string, parameters: unknown[] = []): Promise<void> {
    const holds = async () => Object.values((await this.admin.query(sql, parameters)).rows[0] ?? {})[0] === true;
    await vi.waitUntil(holds, { timeout: 10_000, interval: 10 });
  }

  async select(sql: string, parameters: unknown[] = []): Promise<Answer[]> {
    return (await this.admin.query(sql, parameters)).rows;
  }
}

export function tokenOf(link: string): string {
  return new URL(link).pathname.split('/').at(-1)!;
}

export function uuidOf(kind: Parameters<typeof decodeId>[0], id: string): string {
  return decodeId(kind, id)!;
}
