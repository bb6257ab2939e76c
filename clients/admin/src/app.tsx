import { StateMessage } from '@offplan/kit/components/states.tsx';
import { directionOf } from '@offplan/kit/i18n/locale.ts';
import { KitProvider } from '@offplan/kit/theme/kit-provider.tsx';
import { lazy, type ReactNode, Suspense } from 'react';
import { createBrowserRouter, Link, Navigate, Outlet, useLocation } from 'react-router';
import { RouterProvider } from 'react-router/dom';
import { ProofProvider } from './account/proof.tsx';
import { BoardPage } from './board/board-page.tsx';
import { FlipDraftProvider } from './flip/flip-draft-provider.tsx';
import { FreeGuestDashboard, FrozenPreviewsPage, GuestProjectsPage } from './free-guest/free-guest-pages.tsx';
import { LanguageProvider, useT } from './i18n/catalogue.tsx';
import { OwnershipLink, OwnershipPage } from './organisation/ownership-page.tsx';
import { ProjectRoute } from './projects/project-route.tsx';
import { ProjectsPage } from './projects/projects-page.tsx';
import { RestoreLink, RestorePage } from './restore/restore-page.tsx';
import { ChooseWorkspacePage } from './session/choose-workspace-page.tsx';
import { ConfirmEmailLink, ConfirmEmailPage } from './session/confirm-email-page.tsx';
import { ConfirmSignUpLink, ConfirmSignUpPage } from './session/confirm-sign-up-page.tsx';
import { ForgotPasswordPage } from './session/forgot-password-page.tsx';
import { InvitationLink, InvitationPage } from './session/invitation-page.tsx';
import { ResetPasswordLink, ResetPasswordPage } from './session/reset-password-page.tsx';
import { SessionProvider, useSession } from './session/session.tsx';
import { signInAddress } from './session/sign-in-address.ts';
import { SignInPage } from './session/sign-in-page.tsx';
import { SignUpPage } from './session/sign-up-page.tsx';
import { UnsubscribeLink, UnsubscribePage } from './session/unsubscribe-page.tsx';
import { Fault } from './shell/fault.tsx';
import { Shell } from './shell/shell.tsx';
import { ShellSkeleton } from './shell/shell-skeleton.tsx';
import { useWorkspace, WorkspaceRoute } from './shell/workspace.tsx';

// The board is what most people open; the other pages come when they are asked for.
const TermsPage = lazy(async () => ({ default: (await import('./session/terms-page.tsx')).TermsPage }));
const UnitsPage = lazy(async () => ({ default: (await import('./units/units-page.tsx')).UnitsPage }));
const ImportPage = lazy(async () => ({ default: (await import('./imports/import-page.tsx')).ImportPage }));
const AllocationPage = lazy(async () => ({
  default: (await import('./allocation/allocation-page.tsx')).AllocationPage,
}));
const ActivityPage = lazy(async () => ({ default: (await import('./projects/activity-page.tsx')).ActivityPage }));
const TeamPage = lazy(async () => ({ default: (await import('./team/team-page.tsx')).TeamPage }));
const AccountPage = lazy(async () => ({ default: (await import('./account/account-page.tsx')).AccountPage }));
const ProfilePage = lazy(async () => ({ default: (await import('./account/profile-page.tsx')).ProfilePage }));
const SecurityPage = lazy(async () => ({ default: (await import('./account/security-page.tsx')).SecurityPage }));
const SessionsPage = lazy(async () => ({ default: (await import('./account/sessions-page.tsx')).SessionsPage }));
const GuestsPage = lazy(async () => ({ default: (await import('./guests/guests-page.tsx')).GuestsPage }));
const OrganisationSettingsPage = lazy(async () => ({
  default: (await import('./organisation/settings-page.tsx')).OrganisationSettingsPage,
}));
const PlanPage = lazy(async () => ({ default: (await import('./plan/plan-page.tsx')).PlanPage }));
const AuditPage = lazy(async () => ({ default: (await import('./audit/audit-page.tsx')).AuditPage }));

const later = (page: ReactNode) => (
  <Suspense fallback={<main className="o-work" id="work" aria-busy="true" />}>{page}</Suspense>
);

/** Waits for the answer who is signed in, and leads to sign-in who is not. */
function SignedInOnly() {
  const session = useSession();
  const location = useLocation();
  switch (session.state.kind) {
    case 'loading':
      return <ShellSkeleton />;
    case 'failed':
      return <Fault code={session.state.code} onRetry={() => void session.refresh()} />;
    case 'anonymous':
      return <Navigate to={signInAddress(location, session.state.hasEnded)} replace />;
    case 'signed-in':
      return (
        // Another person in the same tab starts anew.
        <ProofProvider key={session.state.viewer.user.id}>
          <Outlet />
        </ProofProvider>
      );
  }
}

/** The first page of a workspace: its projects, or what a Free Guest has. */
function WorkspaceHome() {
  const { isFreeGuest } = useWorkspace();
  return isFreeGuest ? <FreeGuestDashboard /> : <ProjectsPage />;
}

function NotFoundPage() {
  const t = useT();
  return (
    <main className="o-alone">
      <StateMessage
        icon="search"
        title={t('notFound.title')}
        action={
          <Link className="o-btn o-pri" to="/">
            {t('invitation.toStart')}
          </Link>
        }
      >
        {t('notFound.hint')}
      </StateMessage>
    </main>
  );
}

const router = createBrowserRouter([
  {
    // Errors while rendering end here, not on a white page.
    errorElement: <Fault code="INTERNAL" onRetry={() => location.reload()} />,
    children: [
      { path: '/sign-in', element: <SignInPage /> },
      { path: '/forgot-password', element: <ForgotPasswordPage /> },
      { path: '/reset-password/:token', element: <ResetPasswordLink /> },
      { path: '/reset-password', element: <ResetPasswordPage /> },
      { path: '/confirm-email/:token', element: <ConfirmEmailLink /> },
      { path: '/confirm-email', element: <ConfirmEmailPage /> },
      { path: '/sign-up', element: <SignUpPage /> },
      { path: '/terms', element: later(<TermsPage />) },
      { path: '/confirm-sign-up/:token', element: <ConfirmSignUpLink /> },
      { path: '/confirm-sign-up', element: <ConfirmSignUpPage /> },
      { path: '/ownership/:token', element: <OwnershipLink /> },
      { path: '/restore/:token', element: <RestoreLink /> },
      { path: '/unsubscribe/:token', element: <UnsubscribeLink /> },
      { path: '/unsubscribe', element: <UnsubscribePage /> },
      { path: '/invitation/:token', element: <InvitationLink /> },
      { path: '/invitation', element: <InvitationPage /> },
      {
        element: <SignedInOnly />,
        children: [
          { path: '/', element: <ChooseWorkspacePage /> },
          { path: '/ownership', element: <OwnershipPage /> },
          { path: '/restore', element: <RestorePage /> },
          { path: '/workspaces', element: <ChooseWorkspacePage isForced /> },
          {
            path: '/account',
            element: later(<AccountPage />),
            children: [
              { index: true, element: later(<ProfilePage />) },
              { path: 'security', element: later(<SecurityPage />) },
              { path: 'sessions', element: later(<SessionsPage />) },
            ],
          },
          {
            path: '/w/:workspace',
            element: (
              <WorkspaceRoute>
                <Shell />
              </WorkspaceRoute>
            ),
            children: [
              { index: true, element: <WorkspaceHome /> },
              { path: 'guest-projects', element: <GuestProjectsPage /> },
              { path: 'frozen', element: <FrozenPreviewsPage /> },
              { path: 'guests', element: later(<GuestsPage />) },
              { path: 'settings', element: later(<OrganisationSettingsPage />) },
              { path: 'plan', element: later(<PlanPage />) },
              { path: 'team', element: later(<TeamPage />) },
              { path: 'audit', element: later(<AuditPage />) },
              {
                path: 'p/:project',
                element: (
                  <FlipDraftProvider>
                    <ProjectRoute />
                  </FlipDraftProvider>
                ),
                children: [
                  { index: true, element: <Navigate to="board" replace /> },
                  { path: 'board', element: <BoardPage /> },
                  { path: 'units', element: later(<UnitsPage />) },
                  { path: 'allocation', element: later(<AllocationPage />) },
                  { path: 'import', element: later(<ImportPage />) },
                  { path: 'activity', element: later(<ActivityPage />) },
                ],
              },
            ],
          },
        ],
      },
      { path: '*', element: <NotFoundPage /> },
    ],
  },
]);

/** The admin client. */
export function App() {
  return (
    <LanguageProvider>
      {(locale) => (
        <KitProvider direction={directionOf(locale)}>
          <SessionProvider>
            <RouterProvider router={router} />
          </SessionProvider>
        </KitProvider>
      )}
    </LanguageProvider>
  );
}
