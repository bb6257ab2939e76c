import { Icon } from '@offplan/kit/components/icon.tsx';
import { Skeleton, StateMessage } from '@offplan/kit/components/states.tsx';
import { Num } from '@offplan/kit/components/text.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { UnitStatus } from '../generated/graphql.ts';
import { type MessageKey, T, useT } from '../i18n/catalogue.tsx';
import { useLock } from '../locks/lock-provider.tsx';
import { useLockWords } from '../locks/use-lock-words.ts';
import { faultText } from '../shell/fault-text.ts';
import { useNow } from '../shell/use-now.ts';
import { useTitle } from '../shell/use-title.ts';
import { useWorkspace } from '../shell/workspace.tsx';
import { StatusSwatch } from '../units/status-swatch.tsx';
import { FrozenProjectCard, GuestProjectCard } from './guest-project-card.tsx';
import { type HostProjects, newest, useGuestProjects, useHosts } from './use-guest-projects.ts';
import '../projects/projects.css';
import './free-guest.css';

const NEWS: Record<UnitStatus, MessageKey> = {
  AVAILABLE: 'freeGuest.released',
  RESERVED: 'freeGuest.reserved',
  SOLD: 'freeGuest.sold',
};

/** The cards of all guest projects, host by host; one that fails or is suspended says so in its place. */
function GuestProjectCards({ all, children }: { all: readonly HostProjects[]; children?: ReactNode }) {
  const t = useT();
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
      {children}
    </div>
  );
}

/** How many guest projects there are, once all hosts have said. */
function ProjectCount({ all }: { all: readonly HostProjects[] }) {
  const formats = useFormats();
  const count = all.reduce((sum, { projects }) => sum + (projects?.length ?? 0), 0);
  return count > 0 && <Num className="o-muted">{formats.number(count)}</Num>;
}

/** The last changes in all guest projects together. */
function WhatHappened({ all }: { all: readonly HostProjects[] }) {
  const t = useT();
  const formats = useFormats();
  const now = useNow(60_000);
  const isKnown = all.every(
    ({ projects, failure, host }) => projects || failure || host.organisation.status !== 'ACTIVE',
  );
  const news = newest(all.flatMap((one) => one.news));
  return (
    <section className="o-card o-news" aria-label={t('freeGuest.news')}>
      <h2>{t('freeGuest.news')}</h2>
      {!isKnown ? (
        <Skeleton width="100%" height="160px" />
      ) : news.length === 0 ? (
        <p className="o-muted">{t('freeGuest.newsNone')}</p>
      ) : (
        <ol>
          {news.map(({ unit, projectName, to }) => {
            const { status, changedAt, changedBy } = unit.availability;
            return (
              <li key={unit.id}>
                <StatusSwatch status={status} />
                <Link to={to}>
                  <T
                    id={NEWS[status]}
                    values={{ name: changedBy?.name ?? '', number: unit.number }}
                    with={{ 0: <b />, 1: <bdi className="o-num" /> }}
                  />
                  <small>{projectName}</small>
                </Link>
                <time dateTime={changedAt} title={formats.dateTime(changedAt)}>
                  {formats.relative(changedAt, now)}
                </time>
              </li>
            );
          })}
        </ol>
      )}
    </section>
  );
}

function FrozenCards({ children }: { children?: ReactNode }) {
  const { projects, slug } = useWorkspace();
  const lock = useLock();
  return (
    <div className="o-cards">
      {projects.map((project) => (
        <FrozenProjectCard key={project.id} slug={slug} project={project} onReactivate={() => lock('frozen')} />
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
  const lock = useLock();
  const words = useLockWords();
  const all = useGuestProjects();
  const hosts = useHosts();
  const hour = new Date().getHours();
  const greeting = hour < 12 ? 'projects.morning' : hour < 18 ? 'projects.afternoon' : 'projects.evening';
  const isNew = hosts.length === 0 && projects.length === 0;
  return (
    <main className="o-work o-scrolls" id="work">
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
            <h2>
              {t('nav.guestProjects')} <ProjectCount all={all} />
            </h2>
            <GuestProjectCards all={all}>
              <WhatHappened all={all} />
            </GuestProjectCards>
          </section>
        )}
        <section className="o-stack" aria-label={t('freeGuest.own')}>
          <h2>{t('freeGuest.own')}</h2>
          <FrozenCards>
            <button type="button" className="o-newp" onClick={() => lock('project')}>
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
              {projects.length > 0 && (
                <span className="o-small o-muted o-plan-back">
                  {t('freeGuest.payingBringsBack', { count: projects.length })}
                </span>
              )}
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
  const all = useGuestProjects();
  return (
    <main className="o-work o-scrolls" id="work">
      <div className="o-whead">
        <h1>{t('nav.guestProjects')}</h1>
      </div>
      <div className="o-fg">
        {all.length > 0 ? (
          <GuestProjectCards all={all} />
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
