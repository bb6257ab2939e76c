import { useQuery } from '@apollo/client/react';
import { usePages, useWhole } from '../shell/use-pages.ts';
import { useWorkspace } from '../shell/workspace.tsx';
import { UsageDocument } from './plan-documents.ts';
import { countGuests, type Usage } from './usage.ts';

const GRANTS = ['organisation', 'guestGrants'];

/** What the workspace uses of its plan, as far as the viewer may see it. */
export function useUsage(): Usage {
  const { projects, organisation } = useWorkspace();
  const query = useQuery(UsageDocument, { errorPolicy: 'all' });
  usePages(query, { path: GRANTS, isWhole: true });
  const { data } = query;
  const grants = useWhole(data, GRANTS)?.organisation?.guestGrants?.edges.map(({ node }) => node);
  // Of what is shut nothing can be counted.
  if (organisation.status !== 'ACTIVE') return {};
  return {
    projects: projects.length,
    ...(data?.organisation?.seats ? { teamMembers: data.organisation.seats.used } : {}),
    ...(projects.length > 0
      ? { unitsPerProject: Math.max(...projects.map(({ unitCounts }) => unitCounts.total)) }
      : {}),
    ...(grants ? { guestOrganisations: countGuests(grants) } : {}),
  };
}
