import { Menu } from '@mantine/core';
import { IconButton } from '@offplan/kit/components/button.tsx';
import { classNames } from '@offplan/kit/components/class-names.ts';
import { Icon, type IconName } from '@offplan/kit/components/icon.tsx';
import { Logo } from '@offplan/kit/components/logo.tsx';
import { Avatar } from '@offplan/kit/components/text.tsx';
import { useState } from 'react';
import { Link, NavLink, Outlet, useLocation, useNavigate, useParams } from 'react-router';
import { BeyondBanner } from '../banners/beyond-banner.tsx';
import { PlanBanners } from '../banners/plan-banners.tsx';
import { FreeGuestDashboard } from '../free-guest/free-guest-pages.tsx';
import { useHosts } from '../free-guest/use-guest-projects.ts';
import type { MessageKey } from '../i18n/catalogue.tsx';
import { useT } from '../i18n/catalogue.tsx';
import { LockProvider, useLock } from '../locks/lock-provider.tsx';
import { isLacking, type LockSubject, lockOfPage } from '../locks/lock-subject.ts';
import { NudgeDialog } from '../nudges/nudge-dialog.tsx';
import { ProjectsPage } from '../projects/projects-page.tsx';
import { useSession } from '../session/session.tsx';
import { ViewBanner } from '../view-as/view-banner.tsx';
import { Palette, paletteShortcut } from './palette.tsx';
import { openPalette, PaletteProvider } from './palette-actions.tsx';
import { PlanBadge } from './plan-badge.tsx';
import { ColourSchemeSwitch, LanguageSwitch } from './preferences.tsx';
import { ShortcutsDialog, useShortcutsDialog } from './shortcuts-dialog.tsx';
import { useWorkspace } from './workspace.tsx';
import { WorkspaceSwitcher } from './workspace-switcher.tsx';
import './shell.css';

interface Place {
  readonly to: string;
  readonly icon: IconName;
  readonly label: MessageKey;
  /** A word of the label, where a phone's bar has no room for all of it. */
  readonly short?: MessageKey;
  /** A row of the permission matrix that the viewer needs. */
  readonly needs?: string;
  /** The feature that it is; locked where the plan lacks it. */
  readonly feature?: LockSubject;
}

const PROJECT_PLACES: readonly Place[] = [
  { to: 'board', icon: 'board', label: 'nav.board' },
  { to: 'units', icon: 'table', label: 'nav.units' },
  { to: 'allocation', icon: 'alloc', label: 'nav.allocation', needs: 'assign_units_to_agents' },
  { to: 'import', icon: 'up', label: 'nav.import', needs: 'import_units' },
  { to: 'activity', icon: 'chart', label: 'nav.activity', needs: 'analytics', feature: 'analytics' },
];

const WORKSPACE_PLACES: readonly Place[] = [
  { to: 'team', icon: 'team', label: 'nav.team', needs: 'see_team', feature: 'team' },
  { to: 'guests', icon: 'buyers', label: 'nav.guests', needs: 'invite_guests' },
  { to: 'audit', icon: 'audit', label: 'nav.audit', needs: 'audit_log', feature: 'audit_log' },
  { to: 'settings', icon: 'sliders', label: 'nav.settings', needs: 'edit_organisation' },
  { to: 'plan', icon: 'card', label: 'nav.plan', short: 'nav.planShort', needs: 'change_billing' },
];

/** In the Free Guest shell a project of one's own is a preview. */
const PREVIEW_PLACES: readonly Place[] = [
  { to: 'board', icon: 'board', label: 'nav.board' },
  { to: 'units', icon: 'table', label: 'nav.units' },
];

/** The places that this viewer has, for the navigation and the command palette. */
function usePlaces() {
  const workspace = useWorkspace();
  const hosts = useHosts();
  const { project } = useParams();
  const mayOpen = (place: Place) => !place.needs || workspace.can(place.needs);
  const { isFreeGuest } = workspace;
  const root = `/w/${workspace.slug}`;
  const inProject = isFreeGuest ? PREVIEW_PLACES : PROJECT_PLACES;
  const inWorkspace = isFreeGuest
    ? [
        ...(hosts.length > 0
          ? [
              {
                to: 'guest-projects',
                icon: 'board',
                label: 'nav.guestProjects',
                short: 'nav.guestProjectsShort',
              } as const,
            ]
          : []),
        ...(workspace.projects.length > 0
          ? [{ to: 'frozen', icon: 'snow', label: 'nav.frozen', short: 'nav.frozenShort' } as const]
          : []),
      ]
    : WORKSPACE_PLACES;
  const home: Place = { to: root, icon: 'home', label: isFreeGuest ? 'nav.dashboard' : 'nav.projects' };
  return {
    root,
    home,
    project: project
      ? inProject.filter(mayOpen).map((place) => ({ ...place, to: `${root}/p/${project}/${place.to}` }))
      : [],
    workspace: inWorkspace.filter(mayOpen).map((place) => ({ ...place, to: `${root}/${place.to}` })),
    settings: isFreeGuest
      ? [
          { to: '/account', icon: 'team', label: 'account.profile' } as const,
          { to: `${root}/plan`, icon: 'card', label: 'nav.plan', short: 'nav.planShort' } as const,
        ]
      : [],
  };
}

function PlaceLink({ place, isEnd = false }: { place: Place; isEnd?: boolean }) {
  const t = useT();
  const { plan, isFreeGuest } = useWorkspace();
  const lock = useLock();
  const { feature } = place;
  if (feature && !isFreeGuest && isLacking(plan, feature)) {
    return (
      <button type="button" className="o-place-locked" title={t(place.label)} onClick={() => lock(feature)}>
        <Icon name={place.icon} />
        <span>{t(place.label)}</span>
        <Icon name="lock" />
      </button>
    );
  }
  return (
    <NavLink to={place.to} end={isEnd} title={t(place.label)}>
      <Icon name={place.icon} />
      <span>{t(place.label)}</span>
    </NavLink>
  );
}

function Navigation({ isCollapsed, onCollapse }: { isCollapsed: boolean; onCollapse: () => void }) {
  const t = useT();
  const places = usePlaces();
  const { isFreeGuest } = useWorkspace();
  const { open } = useShortcutsDialog();
  return (
    <nav className="o-nav" aria-label={t('nav.label')}>
      <PlaceLink place={places.home} isEnd />
      {isFreeGuest && places.workspace.map((place) => <PlaceLink key={place.to} place={place} />)}
      {places.project.length > 0 && <p className="o-caps">{t('nav.project')}</p>}
      {places.project.map((place) => (
        <PlaceLink key={place.to} place={place} />
      ))}
      {!isFreeGuest && places.workspace.length > 0 && <p className="o-caps">{t('nav.workspace')}</p>}
      {!isFreeGuest && places.workspace.map((place) => <PlaceLink key={place.to} place={place} />)}
      {places.settings.length > 0 && (
        <>
          <p className="o-caps">{t('nav.settings')}</p>
          {places.settings.map((place) => (
            <PlaceLink key={place.to} place={place} />
          ))}
          <p className="o-nav-locked">
            <Icon name="star" />
            <span>{t('nav.referrals')}</span>
            <Icon name="lock" />
            <small>{t('freeGuest.referrals')}</small>
          </p>
        </>
      )}
      <div className="o-foot">
        <button type="button" className="o-shortcuts" onClick={open}>
          <kbd>?</kbd>
          <span>{t('shortcuts.title')}</span>
        </button>
        <IconButton
          icon={isCollapsed ? 'right' : 'left'}
          isDirectional
          label={isCollapsed ? t('nav.expand') : t('nav.collapse')}
          onClick={onCollapse}
        />
      </div>
    </nav>
  );
}

/** Places that a phone's bar has room for beside "More". */
const IN_REACH = 4;

function BottomNavigation() {
  const t = useT();
  const places = usePlaces();
  const { isFreeGuest } = useWorkspace();
  const all: readonly Place[] = [places.home, ...places.project, ...places.workspace, ...places.settings];
  const shown = all.slice(0, IN_REACH);
  const rest = all.slice(IN_REACH);
  return (
    <nav className="o-bottomnav" aria-label={t('nav.label')}>
      {shown.map((place) => (
        <NavLink key={place.to} to={place.to} end={place.to === places.root} aria-label={t(place.label)}>
          <Icon name={place.icon} />
          <span>{t(place.short ?? place.label)}</span>
        </NavLink>
      ))}
      <Menu position="top-end" width={280}>
        <Menu.Target>
          <button type="button">
            <Icon name="menu" />
            <span>{t('nav.more')}</span>
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {rest.map((place) => (
            <Menu.Item key={place.to} component={Link} to={place.to} leftSection={<Icon name={place.icon} />}>
              {t(place.label)}
            </Menu.Item>
          ))}
          {isFreeGuest && (
            <Menu.Item disabled leftSection={<Icon name="star" />} rightSection={<Icon name="lock" />}>
              {t('nav.referrals')}
              <small className="o-block">{t('freeGuest.referrals')}</small>
            </Menu.Item>
          )}
          {(rest.length > 0 || isFreeGuest) && <Menu.Divider />}
          <AccountItems />
        </Menu.Dropdown>
      </Menu>
    </nav>
  );
}

function ProjectSwitcher() {
  const t = useT();
  const workspace = useWorkspace();
  const { project: slug } = useParams();
  const location = useLocation();
  const project = workspace.projects.find((candidate) => candidate.slug === slug);
  if (!project) return null;
  const page = location.pathname.split('/')[5] ?? 'board';
  return (
    <>
      <span className="o-sep" aria-hidden="true">
        /
      </span>
      <Menu position="bottom-start" width={260}>
        <Menu.Target>
          <button type="button" className="o-pj" aria-label={t('projects.switch', { name: project.name })}>
            <span className="o-wsn">{project.name}</span>
            <Icon name="down" />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t('nav.projects')}</Menu.Label>
          {workspace.projects.map((candidate) => (
            <Menu.Item
              key={candidate.id}
              component={Link}
              to={`/w/${workspace.slug}/p/${candidate.slug}/${page}`}
              aria-current={candidate.slug === slug ? 'true' : undefined}
            >
              {candidate.name}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}

function AccountItems() {
  const t = useT();
  const session = useSession();
  const navigate = useNavigate();
  const workspace = useWorkspace();
  return (
    <>
      <Menu.Label className="o-menu-person">
        {workspace.user.name}
        <span>{workspace.user.email}</span>
      </Menu.Label>
      <div className="o-menu-preferences">
        <LanguageSwitch />
        <ColourSchemeSwitch />
      </div>
      <Menu.Divider />
      <Menu.Item component={Link} to="/account" leftSection={<Icon name="sliders" />}>
        {t('account.title')}
      </Menu.Item>
      <Menu.Item
        leftSection={<Icon name="out" isDirectional />}
        onClick={() => void session.signOut().then((isOut) => isOut && navigate('/sign-in'))}
      >
        {t('session.signOut')}
      </Menu.Item>
    </>
  );
}

function ContextBar() {
  const t = useT();
  const workspace = useWorkspace();
  return (
    <header className="o-ctx">
      <Link className="o-logo" to={`/w/${workspace.slug}`} aria-label={t('nav.home')}>
        <Logo />
        <span>offplan</span>
      </Link>
      <div className="o-crumb">
        <WorkspaceSwitcher />
        <ProjectSwitcher />
      </div>
      <button type="button" className="o-cmd" onClick={openPalette} aria-label={t('palette.open')}>
        <Icon name="search" />
        <span>{t('palette.placeholder')}</span>
        <kbd aria-hidden="true">{paletteShortcut}</kbd>
      </button>
      <PlanBadge />
      <Menu position="bottom-end" width={280}>
        <Menu.Target>
          <button type="button" className="o-account" aria-label={t('session.account', { name: workspace.user.name })}>
            <Avatar name={workspace.user.name} />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <AccountItems />
        </Menu.Dropdown>
      </Menu>
    </header>
  );
}

/** The page itself; over a page that the plan locks, the first page with the lock (UI-13, GRO-33). */
function Work({ isLocked }: { isLocked: boolean }) {
  const { isFreeGuest } = useWorkspace();
  if (!isLocked) return <Outlet />;
  return isFreeGuest ? <FreeGuestDashboard /> : <ProjectsPage />;
}

const COLLAPSED_KEY = 'offplan-nav-collapsed';

/** The app's frame: context bar above, navigation at the start, work in the middle, the page's own panel at the end. */
export function Shell() {
  const t = useT();
  const [isCollapsed, setCollapsed] = useState(() => localStorage.getItem(COLLAPSED_KEY) === 'true');
  const collapse = () => {
    localStorage.setItem(COLLAPSED_KEY, String(!isCollapsed));
    setCollapsed(!isCollapsed);
  };
  const places = usePlaces();
  const { plan, isFreeGuest, guest, slug } = useWorkspace();
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const closed = guest ? undefined : lockOfPage(pathname.slice(`/w/${slug}`.length), plan, isFreeGuest);
  return (
    <PaletteProvider>
      <ShortcutsDialog>
        <div className={classNames('o-app', isCollapsed && 'o-collapsed')}>
          <a className="o-skip" href="#work">
            {t('nav.skip')}
          </a>
          <ContextBar />
          <LockProvider closed={closed} onLeave={() => navigate(`/w/${slug}`, { replace: true })}>
            <Navigation isCollapsed={isCollapsed} onCollapse={collapse} />
            <div className="o-strips">
              <ViewBanner />
              <PlanBanners />
              <BeyondBanner />
            </div>
            <Work isLocked={closed !== undefined} />
            <BottomNavigation />
          </LockProvider>
          <NudgeDialog />
        </div>
        <Palette places={[...places.project, ...places.workspace, ...places.settings]} root={places.root} />
      </ShortcutsDialog>
    </PaletteProvider>
  );
}
