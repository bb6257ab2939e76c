import { useQuery } from '@apollo/client/react';
import { faultCodeOf } from '@offplan/kit/apollo/create-client.ts';
import { Icon, type IconName } from '@offplan/kit/components/icon.tsx';
import { Logo } from '@offplan/kit/components/logo.tsx';
import { Skeleton } from '@offplan/kit/components/states.tsx';
import { Avatar } from '@offplan/kit/components/text.tsx';
import { useEffect } from 'react';
import { Link, NavLink, Outlet, useNavigate, useOutletContext } from 'react-router';
import type { AccountQuery } from '../generated/graphql.ts';
import { type MessageKey, useT } from '../i18n/catalogue.tsx';
import { lastWorkspace } from '../session/last-workspace.ts';
import { publicClient, useSession } from '../session/session.tsx';
import { FaultMessage } from '../shell/fault.tsx';
import { ColourSchemeSwitch } from '../shell/preferences.tsx';
import { AccountDocument } from './account-documents.ts';
import './account.css';

export type Account = NonNullable<AccountQuery['viewer']>;

interface Outlook {
  readonly account: Account;
  /** Asks the server again after a change. */
  reload(): Promise<void>;
}

/** The account that the area around a page has loaded. */
export const useAccount = () => useOutletContext<Outlook>();

const PLACES: readonly { to: string; icon: IconName; label: MessageKey }[] = [
  { to: '/account', icon: 'team', label: 'account.profile' },
  { to: '/account/security', icon: 'shield', label: 'account.security' },
  { to: '/account/sessions', icon: 'phone', label: 'account.sessions' },
];

/** The area of a person's own account, outside any workspace (ID-8). */
export function AccountPage() {
  const t = useT();
  const session = useSession();
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery(AccountDocument, {
    client: publicClient,
    fetchPolicy: 'cache-and-network',
  });
  const { ended } = session;
  const isNobody = data?.viewer === null;
  useEffect(() => {
    if (isNobody) ended();
  }, [isNobody, ended]);
  const workspace = lastWorkspace.get();
  const account = data?.viewer;
  const reload = async () => {
    await Promise.all([refetch(), session.refresh()]);
  };
  return (
    <div className="o-account-area">
      <a className="o-skip" href="#work">
        {t('nav.skip')}
      </a>
      <header className="o-ctx">
        <Link className="o-logo" to="/" aria-label={t('nav.home')}>
          <Logo />
          <span>offplan</span>
        </Link>
        <Link className="o-btn o-quiet o-back" to={workspace ? `/w/${workspace}` : '/workspaces'}>
          <Icon name="left" isDirectional />
          {workspace ? t('account.back') : t('workspaces.title')}
        </Link>
        <span className="o-grow" />
        <ColourSchemeSwitch />
      </header>
      <nav className="o-account-nav" aria-label={t('account.title')}>
        <div className="o-account-person">
          {account && <Avatar name={account.user.name} />}
          <span>
            <b>{account?.user.name}</b>
            <small>{account?.user.email}</small>
          </span>
        </div>
        {PLACES.map(({ to, icon, label }) => (
          <NavLink key={to} to={to} end>
            <Icon name={icon} />
            <span>{t(label)}</span>
          </NavLink>
        ))}
        <button
          type="button"
          className="o-account-out"
          onClick={() => void session.signOut().then((isOut) => isOut && navigate('/sign-in'))}
        >
          <Icon name="out" isDirectional />
          <span>{t('session.signOut')}</span>
        </button>
      </nav>
      <main id="work">
        {account ? (
          <Outlet context={{ account, reload } satisfies Outlook} />
        ) : error ? (
          <FaultMessage code={faultCodeOf(error)} onRetry={() => void refetch()} />
        ) : (
          <div className="o-account-page" aria-busy="true">
            <Skeleton width="40%" height="28px" />
            <Skeleton width="100%" height="148px" />
            <Skeleton width="100%" height="148px" />
          </div>
        )}
      </main>
    </div>
  );
}
