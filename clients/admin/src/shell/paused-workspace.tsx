import { useQuery } from '@apollo/client/react';
import { Button } from '@offplan/kit/components/button.tsx';
import { Icon } from '@offplan/kit/components/icon.tsx';
import { StateMessage } from '@offplan/kit/components/states.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import { Link, useNavigate } from 'react-router';
import type { WorkspaceQuery } from '../generated/graphql.ts';
import { useT } from '../i18n/catalogue.tsx';
import { useReopen } from '../organisation/use-reopen.ts';
import { publicClient, useSession } from '../session/session.tsx';
import { SignUpOptionsDocument } from '../session/session-documents.ts';
import { PausedHeader } from './paused-header.tsx';
import { LanguageSwitch } from './preferences.tsx';
import { useTitle } from './use-title.ts';
import './shell.css';

interface PausedWorkspaceProps {
  readonly organisation: NonNullable<WorkspaceQuery['organisation']>;
  readonly viewer: NonNullable<WorkspaceQuery['viewer']>;
  readonly onReopened: () => void;
}

/**
 * All that is left of a workspace that is suspended, closed or put away: what that means, and who can settle it (ID-26, ID-27, ID-57).
 * Nothing else of it is loaded or shown.
 */
export function PausedWorkspace({ organisation, viewer, onReopened }: PausedWorkspaceProps) {
  const t = useT();
  const formats = useFormats();
  const session = useSession();
  const navigate = useNavigate();
  const { reopen, busy } = useReopen();
  const { data } = useQuery(SignUpOptionsDocument, { client: publicClient });
  useTitle(organisation.name);
  const { name, slug, status, deletesAt } = organisation;
  const support = data?.signUpOptions.supportEmail ?? '';
  const isGuest = Boolean(viewer.workspace?.guest);
  const isOwner =
    viewer.workspace?.role === 'OWNER' || viewer.closedOrganisations.some(({ id }) => id === organisation.id);
  const owner = organisation.owner?.name ?? t('role.owner');

  const state =
    status === 'SUSPENDED'
      ? {
          title: t('suspended.title', { name }),
          text: isGuest
            ? t('suspended.guest', { name })
            : isOwner
              ? t('suspended.owner', { support })
              : t('suspended.member', { owner }),
          action: isOwner && (
            <Link className="o-btn o-pri o-lg" to={`/w/${slug}/plan`}>
              {t('nav.plan')}
            </Link>
          ),
        }
      : status === 'DELETING'
        ? {
            title: t('closed.title', { name }),
            text: isOwner
              ? t('closed.owner', { date: deletesAt ? formats.date(deletesAt) : '' })
              : t('closed.member', { owner }),
            action: isOwner && (
              <Button
                kind="primary"
                size="large"
                isBusy={busy !== undefined}
                onClick={() => void reopen(slug).then((isBack) => isBack && onReopened())}
              >
                {t('closed.bringBack')}
              </Button>
            ),
          }
        : {
            title: t('archived.title', { name }),
            text: isOwner ? t('archived.owner') : t('closed.member', { owner }),
            action: isOwner && (
              <Link className="o-btn o-pri o-lg" to={`/restore?organisation=${slug}`}>
                {t('archived.restore')}
              </Link>
            ),
          };
  const hasOthers = viewer.workspaces.some((other) => other.organisation.id !== organisation.id);
  return (
    <div className="o-paused">
      <PausedHeader name={name} />
      <main className="o-alone" id="work">
        <StateMessage
          icon={status === 'SUSPENDED' ? 'lock' : 'clock'}
          title={state.title}
          action={
            <>
              {state.action}
              <Link className="o-btn o-lg" to="/workspaces">
                {hasOthers ? t('workspaces.other') : t('workspaces.all')}
              </Link>
            </>
          }
        >
          {state.text}
        </StateMessage>
        <div className="o-paused-foot">
          <LanguageSwitch />
          <button
            type="button"
            className="o-linklike"
            onClick={() => void session.signOut().then((isOut) => isOut && navigate('/sign-in'))}
          >
            <Icon name="out" isDirectional />
            {t('session.signOut')}
          </button>
        </div>
      </main>
    </div>
  );
}
