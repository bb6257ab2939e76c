import { ANONYMOUS, type Passport } from '@offplan/kernel/passport/passport';
import type { RequestFacts } from '@offplan/kernel/subgraph/request-context';
import type { SubgraphClient } from '../federation/subgraph-client.ts';
import { SubgraphService } from '../federation/subgraph-service.ts';

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

/** What the gateway itself asks of identity. */
export class IdentityService extends SubgraphService {
  constructor(client: SubgraphClient, passport: () => Promise<string>) {
    super('identity', client, passport);
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
}
