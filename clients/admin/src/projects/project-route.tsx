import { faultCodeOf } from '@offplan/kit/apollo/create-client.ts';
import { Button } from '@offplan/kit/components/button.tsx';
import { StateMessage } from '@offplan/kit/components/states.tsx';
import type { FeedState } from '@offplan/kit/live/live-feed.ts';
import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { Link, Outlet, useParams } from 'react-router';
import { BoardSkeleton } from '../board/board-skeleton.tsx';
import { useT } from '../i18n/catalogue.tsx';
import { faultText } from '../shell/fault-text.ts';
import { useWorkspace } from '../shell/workspace.tsx';
import { LiveProject, type ProjectFacts } from './live-project.ts';

interface OpenProject {
  readonly facts: ProjectFacts;
  readonly live: LiveProject;
  readonly feed: FeedState;
  /** Loads everything again, as after an import or when the server says that the gap is too wide. */
  reload(): Promise<void>;
  /** Takes changed facts that a mutation returned. */
  update(change: Partial<ProjectFacts>): void;
}

const ProjectContext = createContext<OpenProject | null>(null);

/** The open project with its live units. */
export function useProject(): OpenProject {
  const project = useContext(ProjectContext);
  if (!project) throw new Error('useProject is used outside ProjectRoute');
  return project;
}

type Loading =
  | { kind: 'loading' }
  | { kind: 'failed'; code: string }
  | { kind: 'missing' }
  | { kind: 'loaded'; facts: ProjectFacts };

/** Loads the project that the address names and keeps it live for all of its pages. */
export function ProjectRoute() {
  const t = useT();
  const { project: slug = '' } = useParams();
  const { client, slug: workspaceSlug, role, guest, isBeyondPlan, plan, projects } = useWorkspace();
  const [loading, setLoading] = useState<Loading>({ kind: 'loading' });
  const [feed, setFeed] = useState<FeedState>({ kind: 'connecting' });
  const [live, setLive] = useState<LiveProject>();
  const current = useRef<LiveProject>(undefined);

  const load = useCallback(
    async (project: LiveProject) => {
      try {
        const facts = await project.load(slug);
        if (current.current !== project) return;
        setLoading(facts ? { kind: 'loaded', facts } : { kind: 'missing' });
      } catch (error) {
        if (current.current !== project) return;
        // A failed reload leaves what is on the screen; only a first load has nothing to show.
        setLoading((known) => (known.kind === 'loaded' ? known : { kind: 'failed', code: faultCodeOf(error) }));
      }
    },
    [slug],
  );

  useEffect(() => {
    const project: LiveProject = new LiveProject(client, setFeed, () => void load(project));
    current.current = project;
    setLive(project);
    setLoading({ kind: 'loading' });
    void load(project);
    window.addEventListener('online', project.retryNow);
    window.addEventListener('offline', project.lost);
    return () => {
      window.removeEventListener('online', project.retryNow);
      window.removeEventListener('offline', project.lost);
      current.current = undefined;
      project.dispose();
    };
  }, [client, load]);

  // With other rights other units are seen, with another plan others can be changed; the feed brings only what has changed itself.
  const isReadOnly = projects.find((one) => one.slug === slug)?.isBeyondPlan;
  const rights = JSON.stringify([role, guest, isBeyondPlan, plan?.version, isReadOnly]);
  const loadedWith = useRef(rights);
  useEffect(() => {
    if (loadedWith.current === rights) return;
    loadedWith.current = rights;
    if (current.current) void load(current.current);
  }, [rights, load]);

  const open = useMemo<OpenProject | undefined>(
    () =>
      live && loading.kind === 'loaded'
        ? {
            facts: loading.facts,
            live,
            feed,
            reload: () => load(live),
            update: (change) =>
              setLoading((known) =>
                known.kind === 'loaded' ? { kind: 'loaded', facts: { ...known.facts, ...change } } : known,
              ),
          }
        : undefined,
    [live, loading, feed, load],
  );

  if (open) {
    return (
      <ProjectContext.Provider value={open}>
        <Outlet />
      </ProjectContext.Provider>
    );
  }
  if (loading.kind === 'missing') {
    return (
      <main className="o-work" id="work">
        <StateMessage
          icon="search"
          title={t('projects.missing')}
          action={
            <Link className="o-btn" to={`/w/${workspaceSlug}`}>
              {t('projects.toAll')}
            </Link>
          }
        >
          {t('projects.missingHint')}
        </StateMessage>
      </main>
    );
  }
  if (loading.kind === 'failed') {
    return (
      <main className="o-work" id="work">
        <StateMessage
          icon="warn"
          tone="danger"
          title={t('fault.title')}
          action={
            <Button kind="primary" icon="refresh" onClick={() => live && void load(live)}>
              {t('action.retry')}
            </Button>
          }
        >
          {faultText(t, loading.code)}
        </StateMessage>
      </main>
    );
  }
  return <BoardSkeleton />;
}
