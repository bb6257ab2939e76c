import type { ApolloClient } from '@apollo/client';
import { createClient, faultCodeOf } from '@offplan/kit/apollo/create-client.ts';
import { useEffect, useMemo, useState } from 'react';
import type { GuestProjectsQuery } from '../generated/graphql.ts';
import { trustedDocuments, useSession } from '../session/session.tsx';
import { useWorkspace, type Workspace } from '../shell/workspace.tsx';
import { GuestProjectsDocument } from './free-guest-documents.ts';

export type Host = Workspace['workspaces'][number];

type GuestProject = GuestProjectsQuery['projects']['edges'][number]['node'];

/** A unit's last change, and where it is seen. */
export interface News {
  readonly unit: GuestProject['latestFlips'][number];
  readonly projectName: string;
  /** The board with the unit open. */
  readonly to: string;
}

/** What one host lets the Organisation into: its projects as the guest sees them, or why they are not there. */
export interface HostProjects {
  readonly host: Host;
  readonly projects: readonly GuestProject[] | undefined;
  readonly failure: string | undefined;
  /** The newest changes there by people. */
  readonly news: readonly News[];
}

/** How many changes are told. */
const TOLD = 6;

/** The newest changes that somebody made in a project. */
function newsOf({ latestFlips, name, slug }: GuestProject, hostSlug: string): News[] {
  return latestFlips
    .filter(({ availability }) => availability.changedBy)
    .map((unit) => ({
      unit,
      projectName: name,
      to: `/w/${hostSlug}/p/${slug}/board?${new URLSearchParams({ unit: unit.number })}`,
    }));
}

/** All projects of a host, page by page. */
async function loadProjects(apollo: ApolloClient): Promise<GuestProject[]> {
  const projects: GuestProject[] = [];
  for (let after: string | null | undefined = null, hasMore = true; hasMore; ) {
    const { data }: { data?: GuestProjectsQuery } = await apollo.query({
      query: GuestProjectsDocument,
      variables: { after },
    });
    projects.push(...(data?.projects.edges.map((edge) => edge.node) ?? []));
    after = data?.projects.pageInfo.endCursor;
    hasMore = data?.projects.pageInfo.hasNextPage ?? false;
  }
  return projects;
}

/** The newest of several lists. */
export function newest(news: readonly News[]): News[] {
  return [...news]
    .sort((a, b) => Date.parse(b.unit.availability.changedAt) - Date.parse(a.unit.availability.changedAt))
    .slice(0, TOLD);
}

const NOTHING: Omit<HostProjects, 'host'> = { projects: undefined, failure: undefined, news: [] };

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
        const answer = (one: Partial<Omit<HostProjects, 'host'>>) =>
          isCurrent && setAnswers((known) => ({ ...known, [slug]: { ...NOTHING, ...known[slug], ...one } }));
        loadProjects(client.apollo).then(
          (projects) => answer({ projects, news: newest(projects.flatMap((project) => newsOf(project, slug))) }),
          (error: unknown) => answer({ failure: faultCodeOf(error) }),
        );
        return client;
      });
    return () => {
      isCurrent = false;
      for (const client of clients) client.dispose();
    };
  }, [hosts, ended]);
  return hosts.map((host) => ({ host, ...NOTHING, ...answers[host.organisation.slug] }));
}
