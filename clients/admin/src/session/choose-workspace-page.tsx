import { useQuery } from '@apollo/client/react';
import { Button } from '@offplan/kit/components/button.tsx';
import { Icon } from '@offplan/kit/components/icon.tsx';
import { StateMessage } from '@offplan/kit/components/states.tsx';
import { Monogram } from '@offplan/kit/components/text.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import { Link, Navigate, useNavigate, useSearchParams } from 'react-router';
import type { WorkspacePlansQuery } from '../generated/graphql.ts';
import { useT } from '../i18n/catalogue.tsx';
import { CreateWorkspaceDialog } from '../organisation/create-workspace-dialog.tsx';
import { useReopen } from '../organisation/use-reopen.ts';
import { useTitle } from '../shell/use-title.ts';
import { roleName } from '../team/role-name.ts';
import { Entrance } from './entrance.tsx';
import { obviousWorkspace } from './obvious-workspace.ts';
import { publicClient, useSession, type Viewer } from './session.tsx';
import { WorkspacePlansDocument } from './session-documents.ts';

type Entry = Viewer['workspaces'][number];
type Plan = NonNullable<WorkspacePlansQuery['viewer']>['workspaces'][number]['organisation']['plan'];

/** How the Organisation is here: suspended, on trial, its plan. */
function EntryBadge({ entry, plan }: { entry: Entry; plan: Plan | undefined }) {
  const t = useT();
  if (entry.organisation.status === 'SUSPENDED')
    return <span className="o-badge o-bad">{t('workspaces.suspended')}</span>;
  if (entry.guest) return <span />;
  if (plan?.isTrial)
    return <span className="o-badge o-gold">{t('workspaces.trial', { days: plan.trialDaysLeft ?? 0 })}</span>;
  if (plan?.tier.slug === 'free_guest') return <span className="o-fgbadge o-sm">{plan.tier.name}</span>;
  return plan ? <span className="o-badge">{plan.tier.name}</span> : <span />;
}

function Entries({ entries, plans }: { entries: readonly Entry[]; plans: ReadonlyMap<string, Plan> }) {
  const t = useT();
  const formats = useFormats();
  const now = Date.now();
  return (
    <div className="o-wsl">
      {entries.map((entry) => {
        const { organisation, role, guest, lastOpenedAt } = entry;
        return (
          <Link key={organisation.slug} to={`/w/${organisation.slug}`}>
            <Monogram name={organisation.name} isLarge />
            <span>
              <b>{organisation.name}</b>
              <small>
                {guest ? t('workspaces.asGuestOf', { organisation: guest.organisation.name }) : roleName(t, role)}
                {lastOpenedAt && ` · ${t('workspaces.last', { when: formats.relative(lastOpenedAt, now) })}`}
              </small>
            </span>
            <EntryBadge entry={entry} plan={plans.get(organisation.id)} />
            <Icon name="right" isDirectional />
          </Link>
        );
      })}
    </div>
  );
}

/** The start of the app: on to the obvious workspace, or the list of them. */
export function ChooseWorkspacePage({ isForced = false }: { isForced?: boolean }) {
  const t = useT();
  const formats = useFormats();
  useTitle(t('workspaces.title'));
  const session = useSession();
  const navigate = useNavigate();
  const [params, setParams] = useSearchParams();
  const { data } = useQuery(WorkspacePlansDocument, { client: publicClient, errorPolicy: 'all' });
  const { reopen, busy } = useReopen();

  if (session.state.kind !== 'signed-in') return null;
  const { viewer } = session.state;
  const slugs = viewer.workspaces.map(({ organisation }) => organisation.slug);
  const obvious = obviousWorkspace(slugs, params.get('org'));
  if (!isForced && obvious) return <Navigate to={`/w/${obvious}`} replace />;
  const plans = new Map(data?.viewer?.workspaces.map(({ organisation }) => [organisation.id, organisation.plan]));
  const own = viewer.workspaces.filter(({ guest }) => !guest);
  const asGuest = viewer.workspaces.filter(({ guest }) => guest);
  const closed = viewer.closedOrganisations;
  const isCreating = params.has('create');
  const create = (isOpen: boolean) => setParams(isOpen ? { create: '1' } : {});
  const isEmpty = viewer.workspaces.length + closed.length === 0;
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
        <p className="o-muted o-under">
          {t('invitation.signedInAs', { email: viewer.user.email ?? viewer.user.name })}
        </p>
      </div>
      {isEmpty && (
        <StateMessage icon="building" title={t('workspaces.none')} isCompact>
          {t('workspaces.noneHint')}
        </StateMessage>
      )}
      {own.length > 0 && <Entries entries={own} plans={plans} />}
      {asGuest.length > 0 && (
        <section className="o-stack o-tight" aria-label={t('workspaces.guests')}>
          <h2 className="o-caps">{t('workspaces.guests')}</h2>
          <Entries entries={asGuest} plans={plans} />
        </section>
      )}
      {closed.length > 0 && (
        <section className="o-stack o-tight" aria-label={t('workspaces.closed')}>
          <h2 className="o-caps">{t('workspaces.closed')}</h2>
          <div className="o-wsl o-closed">
            {closed.map(({ id, slug, name, status, deletesAt }) => (
              <div key={id}>
                <Monogram name={name} isLarge />
                <span>
                  <b>{name}</b>
                  <small>
                    {deletesAt
                      ? t('workspaces.backUntil', { date: formats.date(deletesAt) })
                      : t('workspaces.archived')}
                  </small>
                </span>
                {status === 'DELETING' ? (
                  <Button
                    size="small"
                    isBusy={busy === slug}
                    aria-label={t('closed.bringBackOf', { name })}
                    onClick={() => void reopen(slug).then((isBack) => isBack && navigate(`/w/${slug}`))}
                  >
                    {t('closed.bringBack')}
                  </Button>
                ) : (
                  <Link className="o-btn o-sm" to={`/w/${slug}`}>
                    {t('projects.open')}
                  </Link>
                )}
              </div>
            ))}
          </div>
        </section>
      )}
      <Button size="large" icon="plus" onClick={() => create(true)}>
        {t('workspaces.create')}
      </Button>
      <p className="o-muted o-small">{t('workspaces.createHint')}</p>
      {isCreating && <CreateWorkspaceDialog onClose={() => create(false)} />}
    </Entrance>
  );
}
