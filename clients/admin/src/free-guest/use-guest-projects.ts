import { createClient, faultCodeOf } from '@offplan/kit/apollo/create-client.ts';
import { useEffect, useMemo, useState } from 'react';
import type { ProjectCardFragment } from '../generated/graphql.ts';
import { trustedDocuments, useSession } from '../session/session.tsx';
import { useWorkspace, type Workspace } from '../shell/workspace.tsx';
import { WorkspaceProjectsDocument } from '../shell/workspace-documents.ts';

export type Host = Workspace['workspaces'][number];

/** What one host lets the Organisation into: its projects as the guest sees them, or why they are not there. */
export interface HostProjects {
  readonly host: Host;
  readonly projects: readonly ProjectCardFragment[] | undefined;
  readonly failure: string | undefined;
}

/** The hosts that the open Organisation is a guest of. */
export function useHosts(): readonly Host[] {
  const { organisation, workspaces } = useWorkspace();
  return useMemo(
    () => workspaces.filter(({ guest }) => guest?.organisation.id === organisation.id),
    [workspaces, organisation.id],
  );
}

/** The guest projects of the open Organisation. Each host is asked in its own scope: no answer spans workspaces (ID-23). */
export function useGuestProjects(): readonly HostProjects[] {
  const hosts = useHosts();
  const { ended } = useSession();
  const [answers, setAnswers] = useState<Readonly<Record<string, Omit<HostProjects, 'host'>>>>({});
  useEffect(() => {
    let isCurrent = true;
    const clients = hosts
      // Of a suspended host nothing but its banner is left (ID-57).
      .filter(({ organisation }) => organisation.status === 'ACTIVE')
      .map(({ organisation: { slug } }) => {
        const client = createClient({ workspace: slug, trustedDocuments, onSignedOut: ended, onAccessEnded: () => {} });
        const answer = (one: Omit<HostProjects, 'host'>) =>
          isCurrent && setAnswers((known) => ({ ...known, [slug]: one }));
        client.apollo.query({ query: WorkspaceProjectsDocument }).then(
          ({ data }) => answer({ projects: data?.projects.edges.map((edge) => edge.node) ?? [], failure: undefined }),
          (error: unknown) => answer({ projects: undefined, failure: faultCodeOf(error) }),
        );
        return client;
      });
    return () => {
      isCurrent = false;
      for (const client of clients) client.dispose();
    };
  }, [hosts, ended]);
  return hosts.map((host) => ({
    host,
    projects: answers[host.organisation.slug]?.projects,
    failure: answers[host.organisation.slug]?.failure,
  }));
}
