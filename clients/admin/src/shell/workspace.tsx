import { ApolloProvider, useQuery } from '@apollo/client/react';
import { createClient, faultCodeOf, type WorkspaceClient } from '@offplan/kit/apollo/create-client.ts';
import { Button } from '@offplan/kit/components/button.tsx';
import { StateMessage } from '@offplan/kit/components/states.tsx';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { Navigate, useLocation, useNavigate, useParams } from 'react-router';
import type { ProjectCardFragment, WorkspacePlanQuery, WorkspaceQuery } from '../generated/graphql.ts';
import { useT } from '../i18n/catalogue.tsx';
import { lastWorkspace } from '../session/last-workspace.ts';
import { trustedDocuments, useSession } from '../session/session.tsx';
import { AccessEnded } from './access-ended.tsx';
import { faultText } from './fault-text.ts';
import { ShellSkeleton } from './shell-skeleton.tsx';
import { PlanDocument, WorkspaceDocument } from './workspace-documents.ts';

type LoadedViewer = NonNullable<WorkspaceQuery['viewer']>;
export type Plan = NonNullable<NonNullable<WorkspacePlanQuery['organisation']>['plan']>;

export interface Workspace {
  readonly slug: string;
  readonly organisation: NonNullable<WorkspaceQuery['organisation']>;
  readonly user: LoadedViewer['user'];
  readonly role: NonNullable<LoadedViewer['workspace']>['role'];
  /** Set when the viewer is here as another Organisation's guest. */
  readonly guest: NonNullable<LoadedViewer['workspace']>['guest'];
  readonly workspaces: LoadedViewer['workspaces'];
  readonly projects: readonly ProjectCardFragment[];
  /** Null while billing does not answer. */
  readonly plan: Plan | null;
  readonly client: WorkspaceClient;
  /** Whether the matrix (ID-31) lets the viewer do this at all; the server still decides each case. */
  can(action: string): boolean;
  reload(): Promise<unknown>;
}

const WorkspaceContext = createContext<Workspace | null>(null);

/** The open workspace. */
export function useWorkspace(): Workspace {
  const workspace = useContext(WorkspaceContext);
  if (!workspace) throw new Error('useWorkspace is used outside WorkspaceRoute');
  return workspace;
}

function LoadedWorkspace({ slug, client, children }: { slug: string; client: WorkspaceClient; children: ReactNode }) {
  const t = useT();
  const { data, error, refetch } = useQuery(WorkspaceDocument);
  const { data: planData } = useQuery(PlanDocument, { errorPolicy: 'all' });
  const plan = planData?.organisation?.plan ?? null;
  const workspace = useMemo<Workspace | undefined>(() => {
    const here = data?.viewer?.workspace;
    if (!data?.organisation || !data.viewer || !here) return undefined;
    const allowed = new Set(here.permissions.filter((row) => row.decision !== 'REFUSED').map((row) => row.action));
    return {
      slug,
      organisation: data.organisation,
      user: data.viewer.user,
      role: here.role,
      guest: here.guest,
      workspaces: data.viewer.workspaces,
      projects: data.projects.edges.map((edge) => edge.node),
      plan,
      client,
      can: (action) => allowed.has(action),
      reload: refetch,
    };
  }, [data, plan, slug, client, refetch]);

  useEffect(() => {
    if (workspace) lastWorkspace.keep(slug);
  }, [workspace, slug]);

  if (workspace) return <WorkspaceContext.Provider value={workspace}>{children}</WorkspaceContext.Provider>;
  if (error) {
    return (
      <div className="o-alone">
        <StateMessage
          icon="warn"
          tone="danger"
          title={t('fault.title')}
          action={
            <Button kind="primary" icon="refresh" onClick={() => void refetch()}>
              {t('action.retry')}
            </Button>
          }
        >
          {faultText(t, faultCodeOf(error))}
        </StateMessage>
      </div>
    );
  }
  if (data) return <AccessEnded />;
  return <ShellSkeleton />;
}

/** Opens the workspace that the address names: its own client, its own cache, dropped on the way out. */
export function WorkspaceRoute({ children }: { children: ReactNode }) {
  const { workspace: slug = '' } = useParams();
  const session = useSession();
  const navigate = useNavigate();
  const location = useLocation();
  const [hasAccessEnded, setAccessEnded] = useState(false);
  const [client, setClient] = useState<WorkspaceClient>();
  const { ended } = session;

  useEffect(() => {
    setAccessEnded(false);
    const created = createClient({
      workspace: slug,
      trustedDocuments,
      onSignedOut: ended,
      onAccessEnded: () => setAccessEnded(true),
    });
    setClient(created);
    return () => created.dispose();
  }, [slug, ended]);

  useEffect(() => {
    // A remembered workspace that has ended would otherwise trap the person at every start.
    if (hasAccessEnded) lastWorkspace.forget();
  }, [hasAccessEnded]);

  if (session.state.kind === 'anonymous') {
    return <Navigate to={`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`} replace />;
  }
  if (hasAccessEnded) return <AccessEnded onLeave={() => navigate('/workspaces')} />;
  if (!client) return <ShellSkeleton />;
  return (
    <ApolloProvider client={client.apollo} key={slug}>
      <LoadedWorkspace slug={slug} client={client}>
        {children}
      </LoadedWorkspace>
    </ApolloProvider>
  );
}
