import { ANONYMOUS, type Passport } from '@offplan/kernel/passport/passport';
import type { RequestFacts } from '@offplan/kernel/subgraph/request-context';
import type { SubgraphClient } from '../federation/subgraph-client.ts';

const RESOLVE_VIEWER = /* GraphQL */ `
  query ResolveViewer($input: ResolveViewerInput!) {
    resolveViewer(input: $input) { passport }
  }
`;

const SIGN_IN = /* GraphQL */ `
  mutation SignIn($input: SignInInput!) {
    signIn(input: $input) {
      __typename
      ... on SignedIn { token expiresAt organisationSlug }
      ... on SignInFailed { code message }
      ... on TooManyAttempts { code message retryAfterSeconds }
    }
  }
`;

const SIGN_UP = /* GraphQL */ `
  mutation SignUp($input: SignUpInput!) {
    signUp(input: $input) {
      __typename
      ... on SignedIn { token expiresAt organisationSlug }
      ... on SignUpInvalid { code message issues { path code message suggestions } }
      ... on TooManyAttempts { code message retryAfterSeconds }
    }
  }
`;

const SIGN_OUT = /* GraphQL */ `
  mutation SignOut($input: SignOutInput!) {
    signOut(input: $input)
  }
`;

export interface SignUpIssue {
  path: string[];
  code: string;
  message: string;
  suggestions: string[];
}

export type SessionAnswer =
  | { __typename: 'SignedIn'; token: string; expiresAt: string; organisationSlug: string | null }
  | { __typename: 'SignInFailed'; code: string; message: string }
  | { __typename: 'SignUpInvalid'; code: string; message: string; issues: SignUpIssue[] }
  | { __typename: 'TooManyAttempts'; code: string; message: string; retryAfterSeconds: number };

export interface SignUpForm {
  name: string;
  email: string;
  password: string;
  acceptsTerms: boolean;
  locale: string;
  organisation: { name: string; slug: string; country: string } | null;
  guestOrganisationName: string | null;
  invitationToken: string | null;
}

/** What the gateway itself asks of identity, with a passport of its own. */
export class IdentityService {
  readonly #client: SubgraphClient;
  readonly #passport: () => Promise<string>;

  constructor(client: SubgraphClient, passport: () => Promise<string>) {
    this.#client = client;
    this.#passport = passport;
  }

  /** The passport of a session; anonymous when it is dead. */
  async resolveViewer(sessionToken: string, workspace: string | null, facts: RequestFacts): Promise<Passport> {
    const { resolveViewer } = await this.#call<{ resolveViewer: { passport: string } | null }>(
      RESOLVE_VIEWER,
      { sessionToken, workspace },
      facts,
    );
    return resolveViewer ? (JSON.parse(resolveViewer.passport) as Passport) : ANONYMOUS;
  }

  async signIn(form: { email: string; password: string }, facts: RequestFacts): Promise<SessionAnswer> {
    return (
      await this.#call<{ signIn: SessionAnswer }>(
        SIGN_IN,
        { ...form, address: facts.address, userAgent: facts.userAgent },
        facts,
      )
    ).signIn;
  }

  async signUp(form: SignUpForm, facts: RequestFacts): Promise<SessionAnswer> {
    return (
      await this.#call<{ signUp: SessionAnswer }>(
        SIGN_UP,
        { ...form, address: facts.address, userAgent: facts.userAgent },
        facts,
      )
    ).signUp;
  }

  async signOut(token: string, facts: RequestFacts): Promise<void> {
    await this.#call(SIGN_OUT, { token }, facts);
  }

  async #call<Data>(query: string, input: object, facts: RequestFacts): Promise<Data> {
    const { data, errors } = await this.#client.execute(
      { query, variables: { input } },
      { passport: await this.#passport(), facts },
    );
    if (errors?.length) throw new Error(`identity: ${errors[0]!.message}`);
    return data as Data;
  }
}
