import { Icon } from '@offplan/kit/components/icon.tsx';
import { StateMessage } from '@offplan/kit/components/states.tsx';
import { Monogram } from '@offplan/kit/components/text.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import { Link, Navigate } from 'react-router';
import { useT } from '../i18n/catalogue.tsx';
import { useTitle } from '../shell/use-title.ts';
import { roleName } from '../team/role-name.ts';
import { Entrance } from './entrance.tsx';
import { lastWorkspace } from './last-workspace.ts';
import { useSession, type Viewer } from './session.tsx';

/** Where a person goes without choosing: the only workspace, or the one this browser showed last. */
function obviousWorkspace(viewer: Viewer): string | undefined {
  const slugs = viewer.workspaces.map((workspace) => workspace.organisation.slug);
  const last = lastWorkspace.get();
  return slugs.length === 1 ? slugs[0] : slugs.find((slug) => slug === last);
}

/** The start of the app: on to the obvious workspace, or the list of them. */
export function ChooseWorkspacePage({ isForced = false }: { isForced?: boolean }) {
  const t = useT();
  const formats = useFormats();
  useTitle(t('workspaces.title'));
  const session = useSession();

  if (session.state.kind !== 'signed-in') return null;
  const { viewer } = session.state;
  const obvious = obviousWorkspace(viewer);
  if (!isForced && obvious) return <Navigate to={`/w/${obvious}`} replace />;
  const now = Date.now();
  return (
    <Entrance
      foot={
        <>
          <Link className="o-linklike" to="/account">
            {t('account.title')}
          </Link>
          <button type="button" className="o-linklike" onClick={() => void session.signOut()}>
            {t('session.signOut')}
          </button>
        </>
      }
    >
      <div>
        <h1 className="o-big1">{t('workspaces.title')}</h1>
        <p className="o-muted">{t('invitation.signedInAs', { email: viewer.user.email ?? viewer.user.name })}</p>
      </div>
      {viewer.workspaces.length === 0 ? (
        <StateMessage icon="building" title={t('workspaces.none')} isCompact>
          {t('workspaces.noneHint')}
        </StateMessage>
      ) : (
        <div className="o-wsl">
          {viewer.workspaces.map(({ organisation, role, guest, lastOpenedAt }) => (
            <Link key={organisation.slug} to={`/w/${organisation.slug}`}>
              <Monogram name={organisation.name} isLarge />
              <span>
                <b>{organisation.name}</b>
                <small>
                  {guest ? t('workspaces.asGuestOf', { organisation: guest.organisation.name }) : roleName(t, role)}
                  {lastOpenedAt && ` · ${t('workspaces.last', { when: formats.relative(lastOpenedAt, now) })}`}
                </small>
              </span>
              {guest ? <span className="o-fgbadge">{t('guest.badge')}</span> : <span />}
              <Icon name="right" isDirectional />
            </Link>
          ))}
        </div>
      )}
    </Entrance>
  );
}
