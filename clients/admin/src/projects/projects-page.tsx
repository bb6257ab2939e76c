import { Button } from '@offplan/kit/components/button.tsx';
import { Icon } from '@offplan/kit/components/icon.tsx';
import { StateMessage } from '@offplan/kit/components/states.tsx';
import { Num } from '@offplan/kit/components/text.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import { Link, useSearchParams } from 'react-router';
import type { ProjectCardFragment } from '../generated/graphql.ts';
import { useT } from '../i18n/catalogue.tsx';
import { useLock } from '../locks/lock-provider.tsx';
import { useTitle } from '../shell/use-title.ts';
import { useWorkspace } from '../shell/workspace.tsx';
import { StatusSwatch } from '../units/status-swatch.tsx';
import { CreateProjectDialog } from './create-project-dialog.tsx';
import { StockDrawing } from './stock-drawing.tsx';
import { TrialTimeline } from './trial-timeline.tsx';
import './projects.css';

function ProjectCard({ project }: { project: ProjectCardFragment }) {
  const t = useT();
  const formats = useFormats();
  const { slug, guest } = useWorkspace();
  const counts = project.unitCounts;
  return (
    <Link className="o-card o-pc" to={`/w/${slug}/p/${project.slug}/board`}>
      <div className="o-pic">
        <StockDrawing counts={counts} />
      </div>
      <div className="o-bd">
        <div className="o-row">
          <h2>{project.name}</h2>
          <span className="o-grow" />
          <StateBadge project={project} />
        </div>
        <span className="o-muted o-small">
          {guest
            ? t('projects.host', { organisation: project.organisation?.name ?? '' })
            : [project.address, project.completion].filter(Boolean).join(' · ') || t('projects.noAddress')}
        </span>
        <span className="o-small">
          {counts.total > 0
            ? t(guest ? 'projects.unitsForYou' : 'projects.units', { count: counts.total })
            : t(guest ? 'projects.noUnitsForYou' : 'projects.noUnits')}
        </span>
      </div>
      <div className="o-ft">
        {(['AVAILABLE', 'RESERVED', 'SOLD'] as const).map((status) => (
          <span key={status}>
            <StatusSwatch status={status} />
            <Num>{formats.number(counts[status.toLowerCase() as 'available' | 'reserved' | 'sold'])}</Num>
          </span>
        ))}
        <span className="o-open">
          {t('projects.open')} <Icon name="right" isDirectional />
        </span>
      </div>
    </Link>
  );
}

/** The one thing to know of it before opening it. */
function StateBadge({ project }: { project: ProjectCardFragment }) {
  const t = useT();
  const { guest } = useWorkspace();
  if (project.isBeyondPlan) return <span className="o-badge o-warn">{t('beyond.badge')}</span>;
  if (project.state === 'PUBLISHED' || guest) return null;
  return <span className="o-badge">{t(project.state === 'DRAFT' ? 'projects.draft' : 'projects.unpublished')}</span>;
}

/** All projects of the workspace, and the first step where there is none. */
export function ProjectsPage() {
  const t = useT();
  useTitle(t('nav.projects'));
  const workspace = useWorkspace();
  const { projects, guest } = workspace;
  const mayCreate = !guest && workspace.can('manage_projects');
  const { plan } = workspace;
  const limit = plan?.limits.projects ?? Number.POSITIVE_INFINITY;
  const isFull = projects.length >= limit;
  const lock = useLock();
  // In the address, so that the first day's welcome leads to it.
  const [params, setParams] = useSearchParams();
  const setCreating = (is: boolean) => setParams(is ? { create: '1' } : {}, { replace: true });
  const create = () => (isFull ? lock('project', limit) : setCreating(true));
  const hour = new Date().getHours();
  const greeting = hour < 12 ? 'projects.morning' : hour < 18 ? 'projects.afternoon' : 'projects.evening';
  return (
    <main className="o-work o-scrolls" id="work">
      <div className="o-whead o-wide-head">
        <div>
          <h1 className="o-greeting">{t(greeting, { name: workspace.user.name.split(' ')[0] ?? '' })}</h1>
          <p className="o-muted">
            {guest
              ? t('projects.guestLead', { organisation: workspace.organisation.name, count: projects.length })
              : t('projects.lead', { count: projects.length, organisation: workspace.organisation.name })}
          </p>
        </div>
        <span className="o-grow" />
        {mayCreate && projects.length > 0 && (
          <Button kind="primary" icon="plus" onClick={create}>
            {t('projects.create')}
          </Button>
        )}
      </div>
      <div className="o-fg">
        {projects.length === 0 ? (
          <StateMessage
            icon="building"
            title={guest ? t('projects.emptyGuest') : t('projects.empty')}
            action={
              mayCreate && (
                <Button kind="primary" size="large" icon="plus" onClick={create}>
                  {t('projects.create')}
                </Button>
              )
            }
          >
            {guest ? t('projects.emptyGuestHint') : mayCreate ? t('projects.emptyHint') : t('projects.emptyAsk')}
          </StateMessage>
        ) : (
          <section className="o-cards" aria-label={t('nav.projects')}>
            {projects.map((project) => (
              <ProjectCard key={project.id} project={project} />
            ))}
            {mayCreate && (
              <button type="button" className="o-newp" onClick={create}>
                <span className="o-ib">
                  <Icon name="plus" />
                </span>
                <b>{t('projects.create')}</b>
                <span className="o-muted o-small">
                  {isFull && plan?.isTrial ? t('upgrade.trialProjects', { limit }) : t('projects.createHint')}
                </span>
              </button>
            )}
          </section>
        )}
        {plan?.isTrial && !guest && <TrialTimeline />}
      </div>
      <CreateProjectDialog isOpen={mayCreate && !isFull && params.has('create')} onClose={() => setCreating(false)} />
    </main>
  );
}
