import { Icon } from '@offplan/kit/components/icon.tsx';
import { Banner, Skeleton, StateMessage } from '@offplan/kit/components/states.tsx';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useT } from '../i18n/catalogue.tsx';
import { faultText } from '../shell/fault-text.ts';
import { useTitle } from '../shell/use-title.ts';
import { useWorkspace } from '../shell/workspace.tsx';
import { useFreeGuestLock, useLockWords } from './free-guest-lock.tsx';
import { FrozenProjectCard, GuestProjectCard } from './guest-project-card.tsx';
import { useGuestProjects, useHosts } from './use-guest-projects.ts';
import '../projects/projects.css';
import './free-guest.css';

/** The cards of all guest projects, host by host; one that fails or is suspended says so in its place. */
function GuestProjectCards() {
  const t = useT();
  const all = useGuestProjects();
  return (
    <div className="o-cards">
      {all.flatMap(({ host, projects, failure }): ReactNode[] => {
        const { organisation } = host;
        if (organisation.status !== 'ACTIVE')
          return [
            <section key={organisation.id} className="o-card">
              <StateMessage icon="lock" isCompact title={t('suspended.title', { name: organisation.name })}>
                {t('suspended.guest', { name: organisation.name })}
              </StateMessage>
            </section>,
          ];
        if (failure)
          return [
            <section key={organisation.id} className="o-card">
              <StateMessage icon="warn" isCompact title={organisation.name}>
                {faultText(t, failure)}
              </StateMessage>
            </section>,
          ];
        if (!projects) return [<Skeleton key={organisation.id} width="100%" height="268px" />];
        return projects.map((project) => <GuestProjectCard key={project.id} host={host} project={project} />);
      })}
    </div>
  );
}

function FrozenCards({ children }: { children?: ReactNode }) {
  const { projects, slug } = useWorkspace();
  const lock = useFreeGuestLock();
  return (
    <div className="o-cards">
      {projects.map((project) => (
        <FrozenProjectCard key={project.id} slug={slug} project={project} onReactivate={lock} />
      ))}
      {children}
    </div>
  );
}

/** What a Free Guest sees first (UI-14): where it is a guest, what it had, and the first step to a plan. */
export function FreeGuestDashboard() {
  const t = useT();
  useTitle(t('nav.dashboard'));
  const { user, projects, slug, plan } = useWorkspace();
  const lock = useFreeGuestLock();
  const words = useLockWords();
  const hosts = useHosts();
  const hour = new Date().getHours();
  const greeting = hour < 12 ? 'projects.morning' : hour < 18 ? 'projects.afternoon' : 'projects.evening';
  const isNew = hosts.length === 0 && projects.length === 0;
  return (
    <main className="o-work o-scrolls" id="work">
      {projects.length > 0 && (
        <Banner
          tone="gold"
          icon="clock"
          action={
            <button type="button" className="o-btn o-gold o-sm" onClick={lock}>
              {t('freeGuest.reactivate')}
            </button>
          }
        >
          {t('freeGuest.ended')}
        </Banner>
      )}
      <div className="o-whead o-wide-head">
        <div>
          <h1 className="o-greeting">{t(greeting, { name: user.name.split(' ')[0] ?? '' })}</h1>
          <p className="o-muted">
            {isNew ? t('freeGuest.welcome') : t('freeGuest.lead', { hosts: hosts.length, projects: projects.length })}
          </p>
        </div>
      </div>
      <div className="o-fg">
        {hosts.length > 0 && (
          <section className="o-stack" aria-label={t('nav.guestProjects')}>
            <h2>{t('nav.guestProjects')}</h2>
            <GuestProjectCards />
          </section>
        )}
        <section className="o-stack" aria-label={t('freeGuest.own')}>
          <h2>{t('freeGuest.own')}</h2>
          <FrozenCards>
            <button type="button" className="o-newp" onClick={lock}>
              <span className="o-state-mark">
                <Icon name="lock" />
              </span>
              <b>+ {t('projects.create')}</b>
              <span className="o-small">{words}</span>
            </button>
            <section className="o-card o-plan-card" aria-label={t('nav.plan')}>
              <span className="o-caps">{t('freeGuest.plan')}</span>
              <b>{plan?.tier.name}</b>
              <Link className="o-linklike" to={`/w/${slug}/plan`}>
                {t('freeGuest.upgrade')}
              </Link>
            </section>
          </FrozenCards>
        </section>
      </div>
    </main>
  );
}

/** All guest projects on a page of their own. */
export function GuestProjectsPage() {
  const t = useT();
  useTitle(t('nav.guestProjects'));
  const hosts = useHosts();
  return (
    <main className="o-work o-scrolls" id="work">
      <div className="o-whead">
        <h1>{t('nav.guestProjects')}</h1>
      </div>
      <div className="o-fg">
        {hosts.length > 0 ? (
          <GuestProjectCards />
        ) : (
          <StateMessage icon="board" title={t('projects.emptyGuest')}>
            {t('projects.emptyGuestHint')}
          </StateMessage>
        )}
      </div>
    </main>
  );
}

/** The previews of one's own former projects. */
export function FrozenPreviewsPage() {
  const t = useT();
  useTitle(t('nav.frozen'));
  const { projects } = useWorkspace();
  return (
    <main className="o-work o-scrolls" id="work">
      <div className="o-whead">
        <h1>{t('nav.frozen')}</h1>
      </div>
      <div className="o-fg">
        {projects.length > 0 ? (
          <FrozenCards />
        ) : (
          <StateMessage icon="snow" title={t('freeGuest.noFrozen')}>
            {t('freeGuest.noFrozenHint')}
          </StateMessage>
        )}
      </div>
    </main>
  );
}
