import { ANONYMOUS, type Passport } from '@offplan/kernel/passport/passport';
import type { RequestFacts } from '@offplan/kernel/subgraph/request-context';
import type { SubgraphClient } from '../federation/subgraph-client.ts';

const RESOLVE_VIEWER = /* GraphQL */ `
  query ResolveViewer($input: ResolveViewerInput!) {
    answer: resolveViewer(input: $input) { passport }
  }
`;

/** Where a request wants to act: the workspace's slug, and the view through which it looks. */
export interface Place {
  workspace: string | null;
  view: string | null;
}

/** What the gateway itself asks of identity, with a passport of its own. */
export class IdentityService {
  readonly #client: SubgraphClient;
  readonly #passport: () => Promise<string>;

  constructor(client: SubgraphClient, passport: () => Promise<string>) {
    this.#client = client;
    this.#passport = passport;
  }

  /** The passport of a session; anonymous when it is dead. `isUse`: whether this keeps the session from being idle. */
  async resolveViewer(
    sessionToken: string,
    { workspace, view }: Place,
    facts: RequestFacts,
    isUse = true,
  ): Promise<Passport> {
    const input = { sessionToken, workspace, view, isUse };
    const resolved = await this.ask<{ passport: string } | null>(RESOLVE_VIEWER, input, facts);
    return resolved ? (JSON.parse(resolved.passport) as Passport) : ANONYMOUS;
  }

  /** Runs one of the gateway's own operations: its variable is `$input`, its only field is called `answer`. */
  async ask<Answer>(document: string, input: object | string, facts: RequestFacts): Promise<Answer> {
    return this.askAs(await this.#passport(), document, input, facts);
  }

  /** The same in somebody's name: `passport` is the signed one of a viewer. */
  async askAs<Answer>(
    passport: string,
    document: string,
    input: object | string,
    facts: RequestFacts,
  ): Promise<Answer> {
    const { data, errors } = await this.#client.execute({ query: document, variables: { input } }, { passport, facts });
    if (errors?.length) throw new Error(`identity: ${errors[0]!.message}`);
    return (data as { answer: Answer }).answer;
  }
}
