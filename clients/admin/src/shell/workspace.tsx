import { ApolloProvider, useQuery } from '@apollo/client/react';
import { createClient, faultCodeOf, type WorkspaceClient } from '@offplan/kit/apollo/create-client.ts';
import { Button } from '@offplan/kit/components/button.tsx';
import { StateMessage } from '@offplan/kit/components/states.tsx';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { Navigate, useLocation, useParams } from 'react-router';
import type { ProjectCardFragment, WorkspacePlanQuery, WorkspaceQuery } from '../generated/graphql.ts';
import { useT } from '../i18n/catalogue.tsx';
import { lastWorkspace } from '../session/last-workspace.ts';
import { trustedDocuments, useSession } from '../session/session.tsx';
import { signInAddress } from '../session/sign-in-address.ts';
import { useViewAs, ViewAsProvider } from '../view-as/view-as.tsx';
import { AccessEnded } from './access-ended.tsx';
import { faultText } from './fault-text.ts';
import { PausedWorkspace } from './paused-workspace.tsx';
import { ShellSkeleton } from './shell-skeleton.tsx';
import { SuspendedBilling } from './suspended-billing.tsx';
import { usePages, useWhole } from './use-pages.ts';
import { PlanDocument, WorkspaceDocument, WorkspaceProjectsDocument } from './workspace-documents.ts';

/** Where the projects lie in the answer. */
const PROJECTS = ['projects'];
/** Of a suspended workspace nobody sees any. */
const NONE: never[] = [];

type LoadedViewer = NonNullable<WorkspaceQuery['viewer']>;
export type Plan = NonNullable<NonNullable<WorkspacePlanQuery['organisation']>['plan']>;

export interface Workspace {
  readonly slug: string;
  readonly organisation: NonNullable<WorkspaceQuery['organisation']>;
  readonly user: LoadedViewer['user'];
  readonly role: NonNullable<LoadedViewer['workspace']>['role'];
  /** Set when the viewer is here as another Organisation's guest. */
  readonly guest: NonNullable<LoadedViewer['workspace']>['guest'];
  /** The viewer only reads here: its seat, or its agency, is beyond the workspace's plan (BIL-23). */
  readonly isBeyondPlan: boolean;
  readonly workspaces: LoadedViewer['workspaces'];
  readonly projects: readonly ProjectCardFragment[];
  /** Null while billing does not answer. */
  readonly plan: Plan | null;
  /** The Organisation has no plan: only a few places are open in its own workspace (UI-10). */
  readonly isFreeGuest: boolean;
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
  const { view } = useViewAs();
  const { data, error, refetch } = useQuery(WorkspaceDocument);
  const projects = useQuery(WorkspaceProjectsDocument);
  const pages = usePages(projects, { path: PROJECTS, isWhole: true });
  const isSuspended = data?.organisation?.status === 'SUSPENDED';
  const loadedProjects = useWhole(projects.data, PROJECTS)?.projects.edges;
  const allProjects = isSuspended ? NONE : loadedProjects;
  const plans = useQuery(PlanDocument, { errorPolicy: 'all' });
  const plan = plans.data?.organisation?.plan ?? null;
  // What may be opened depends on the plan; billing being away never keeps the workspace from opening.
  const isPlanKnown = plans.data !== undefined || plans.error !== undefined;
  const { refetch: refetchProjects } = projects;
  const { refetch: refetchPlan } = plans;
  const workspace = useMemo<Workspace | undefined>(() => {
    const here = data?.viewer?.workspace;
    if (!data?.organisation || !data.viewer || !here || !allProjects || !isPlanKnown) return undefined;
    const allowed = new Set(here.permissions.filter((row) => row.decision !== 'REFUSED').map((row) => row.action));
    return {
      slug,
      organisation: data.organisation,
      user: data.viewer.user,
      role: here.role,
      guest: here.guest,
      isBeyondPlan: here.isBeyondPlan ?? false,
      workspaces: data.viewer.workspaces,
      projects: allProjects.map((edge) => edge.node),
      plan,
      isFreeGuest: !here.guest && plan?.tier.slug === 'free_guest',
      client,
      can: (action) => allowed.has(action),
      reload: () => Promise.all([refetch(), refetchProjects(), refetchPlan()]),
    };
  }, [data, allProjects, plan, isPlanKnown, slug, client, refetch, refetchProjects, refetchPlan]);

  useEffect(() => {
    if (workspace) lastWorkspace.keep(slug);
  }, [workspace, slug]);

  useEffect(() => {
    // Roles change while a tab lies in the back: whoever comes back to it has the places and the plan of today.
    const look = () => document.visibilityState === 'visible' && void Promise.allSettled([refetch(), refetchPlan()]);
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [refetch, refetchPlan]);

  const organisation = data?.organisation;
  const { pathname } = useLocation();
  // Asked for by a former name, or renamed just now: the address follows (ID-25).
  if (organisation && organisation.slug !== slug) return <Renamed from={slug} to={organisation.slug} />;
  if (isSuspended && workspace?.can('change_billing') && pathname === `/w/${slug}/plan`)
    return (
      <WorkspaceContext.Provider value={workspace}>
        <SuspendedBilling name={workspace.organisation.name} />
      </WorkspaceContext.Provider>
    );
  if (organisation && data.viewer && organisation.status !== 'ACTIVE')
    return <PausedWorkspace organisation={organisation} viewer={data.viewer} onReopened={() => void refetch()} />;
  if (workspace) return <WorkspaceContext.Provider value={workspace}>{children}</WorkspaceContext.Provider>;
  const failure = error ?? (data && !organisation ? undefined : projects.error);
  const code = failure ? faultCodeOf(failure) : pages.failure;
  if (code) {
    return (
      <div className="o-alone">
        <StateMessage
          icon="warn"
          tone="danger"
          title={t('fault.title')}
          action={
            <Button
              kind="primary"
              icon="refresh"
              onClick={() => {
                void refetch();
                if (pages.failure) pages.more();
                else void refetchProjects();
              }}
            >
              {t('action.retry')}
            </Button>
          }
        >
          {faultText(t, code)}
        </StateMessage>
      </div>
    );
  }
  if (data && !data.viewer?.workspace) return view ? <ViewOver /> : <AccessEnded />;
  return <ShellSkeleton />;
}

/** The same page under the workspace's name of today. */
function Renamed({ from, to }: { from: string; to: string }) {
  const { pathname, search, hash } = useLocation();
  return <Navigate to={{ pathname: `/w/${to}${pathname.slice(`/w/${from}`.length)}`, search, hash }} replace />;
}

/** A view that the server knows no more: back to one's own eyes. */
function ViewOver() {
  const { over } = useViewAs();
  useEffect(over, [over]);
  return <ShellSkeleton />;
}

/** Opens the workspace that the address names, with one's own eyes or through a view. */
export function WorkspaceRoute({ children }: { children: ReactNode }) {
  const { workspace: slug = '' } = useParams();
  return (
    <ViewAsProvider workspace={slug} key={slug}>
      <OpenWorkspace slug={slug}>{children}</OpenWorkspace>
    </ViewAsProvider>
  );
}

/** Its own client, its own cache, dropped on the way out and whenever one looks with other eyes. */
function OpenWorkspace({ slug, children }: { slug: string; children: ReactNode }) {
  const session = useSession();
  const location = useLocation();
  const [round, setRound] = useState(0);
  const [client, setClient] = useState<WorkspaceClient>();
  const { ended } = session;
  const { view } = useViewAs();
  const viewId = view?.viewId;

  // biome-ignore lint/correctness/useExhaustiveDependencies: another round is another client.
  useEffect(() => {
    const created = createClient({
      workspace: slug,
      view: viewId,
      trustedDocuments,
      onSignedOut: ended,
      // The rights here changed: nothing that was loaded with the former ones stays, and the server says anew what is left.
      onAccessEnded: () => {
        setClient(undefined);
        setRound((known) => known + 1);
      },
      // Another role or another name: the page stays, with what is typed on it, and all that it has asked for is asked anew.
      onRightsChanged: async () => await created.apollo.refetchQueries({ include: 'active' }),
    });
    setClient(created);
    return () => created.dispose();
  }, [slug, ended, viewId, round]);

  if (session.state.kind === 'anonymous') {
    return <Navigate to={signInAddress(location, session.state.hasEnded)} replace />;
  }
  if (!client) return <ShellSkeleton />;
  return (
    <ApolloProvider client={client.apollo} key={`${slug} ${viewId ?? ''} ${round}`}>
      <LoadedWorkspace slug={slug} client={client}>
        {children}
      </LoadedWorkspace>
    </ApolloProvider>
  );
}
