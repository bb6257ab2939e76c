import { useQuery } from '@apollo/client/react';
import { faultCodeOf } from '@offplan/kit/apollo/create-client.ts';
import { Button } from '@offplan/kit/components/button.tsx';
import { Checkbox, Select } from '@offplan/kit/components/field.tsx';
import { Skeleton, StateMessage } from '@offplan/kit/components/states.tsx';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import type { GrantRowFragment } from '../generated/graphql.ts';
import { useT } from '../i18n/catalogue.tsx';
import { useLock } from '../locks/lock-provider.tsx';
import { FaultMessage } from '../shell/fault.tsx';
import { MoreButton } from '../shell/more-button.tsx';
import { usePages } from '../shell/use-pages.ts';
import { useTitle } from '../shell/use-title.ts';
import { useWorkspace } from '../shell/workspace.tsx';
import { type GrantAct, GrantRow } from './grant-row.tsx';
import { CapabilitiesDialog, WithdrawDialog } from './guest-dialogs.tsx';
import { GuestsDocument, GuestUnitsDocument } from './guest-documents.ts';
import { InviteGuestDialog } from './invite-guest-dialog.tsx';
import '../team/team.css';
import './guests.css';

/** All guests of the Organisation's projects, and the offers that are open (UI-8, ID-50). */
export function GuestsPage() {
  const t = useT();
  useTitle(t('nav.guests'));
  const { can, guest, organisation, projects } = useWorkspace();
  const isOpen = !guest && can('invite_guests');
  const [params, setParams] = useSearchParams();
  const query = useQuery(GuestsDocument, { skip: !isOpen });
  const { data, error, refetch } = query;
  const units = useQuery(GuestUnitsDocument, { skip: !isOpen, errorPolicy: 'all' });
  // Whole, because the choice of a project looks through all of it.
  const pages = usePages(query, { path: ['organisation', 'guestGrants'], isWhole: true });
  usePages(units, { path: ['projects'], isWhole: true });
  const [asked, setAsked] = useState<{ act: GrantAct; grantId: string }>();
  const lock = useLock();

  const grants = data?.organisation?.guestGrants?.edges.map((edge) => edge.node);
  const project = projects.find(({ slug }) => slug === params.get('project'));
  const showsEnded = params.has('ended');
  const ofProject = grants?.filter((grant) => !project || grant.projectId === project.id);
  const shown = ofProject?.filter(({ status }) => showsEnded || status !== 'WITHDRAWN');
  const hasEnded = ofProject?.some(({ status }) => status === 'WITHDRAWN') ?? false;
  const nameOf = (grant: GrantRowFragment) => grant.organisation?.name ?? grant.email ?? t('guests.byAddress');
  const unitsOf = (grant: GrantRowFragment) =>
    grant.status === 'ACTIVE'
      ? units.data?.projects.edges
          .find(({ node }) => node.id === grant.projectId)
          ?.node.allocation?.find(({ guestOrganisation }) => guestOrganisation?.id === grant.organisation?.id)?.counts
          .total
      : undefined;
  const set = (name: string, value: string | null) =>
    setParams((known) => {
      if (value) known.set(name, value);
      else known.delete(name);
      return known;
    });
  const again = () => {
    void refetch();
    void units.refetch();
  };
  const close = () => setAsked(undefined);
  const chosen = grants?.find(({ id }) => id === asked?.grantId);
  return (
    <main className="o-work o-scrolls" id="work">
      <div className="o-whead">
        <h1>{t('nav.guests')}</h1>
        <span className="o-meta">{organisation.name}</span>
        <span className="o-grow" />
        {isOpen && grants && projects.length > 0 && (
          <Button kind="primary" icon="plus" onClick={() => set('invite', '1')}>
            {t('allocation.inviteFirst')}
          </Button>
        )}
      </div>
      <div className="o-pad o-team">
        {!isOpen ? (
          <StateMessage icon="lock" title={t('guests.refused')}>
            {t('allocation.refusedHint')}
          </StateMessage>
        ) : error && !data ? (
          <FaultMessage code={faultCodeOf(error)} onRetry={again} />
        ) : !shown || !ofProject ? (
          <section className="o-card o-pad-card o-stack" aria-busy="true">
            <Skeleton width="100%" height="42px" />
            <Skeleton width="100%" height="42px" />
            <Skeleton width="100%" height="42px" />
          </section>
        ) : grants?.length === 0 ? (
          <StateMessage
            icon="buyers"
            title={t('allocation.none')}
            action={
              projects.length > 0 && (
                <Button kind="primary" size="large" icon="plus" onClick={() => set('invite', '1')}>
                  {t('allocation.inviteFirst')}
                </Button>
              )
            }
          >
            {projects.length > 0 ? t('allocation.noneHint') : t('guests.noProject')}
          </StateMessage>
        ) : (
          <section className="o-card" aria-label={t('nav.guests')}>
            {(projects.length > 1 || hasEnded) && (
              <header>
                {projects.length > 1 && (
                  <Select
                    label={t('guests.project')}
                    value={project?.slug ?? ''}
                    onChange={(event) => set('project', event.target.value)}
                  >
                    <option value="">{t('guests.allProjects')}</option>
                    {projects.map((one) => (
                      <option key={one.id} value={one.slug}>
                        {one.name}
                      </option>
                    ))}
                  </Select>
                )}
                <span className="o-grow" />
                {hasEnded && (
                  <Checkbox checked={showsEnded} onChange={(event) => set('ended', event.target.checked ? '1' : null)}>
                    {t('guests.showEnded')}
                  </Checkbox>
                )}
              </header>
            )}
            {shown.length === 0 ? (
              <StateMessage icon="buyers" isCompact title={t('allocation.none')}>
                {t('allocation.noneHint')}
              </StateMessage>
            ) : (
              <table className="o-tbl o-people o-grants">
                <thead>
                  <tr>
                    <th>{t('guests.organisation')}</th>
                    <th>{t('guests.project')}</th>
                    <th>{t('allocation.capabilities')}</th>
                    <th className="o-r">{t('nav.units')}</th>
                    <th>{t('guests.state')}</th>
                    <th>
                      <span className="o-sr">{t('team.acts')}</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {shown.map((grant) => (
                    <GrantRow
                      key={grant.id}
                      grant={grant}
                      name={nameOf(grant)}
                      project={projects.find(({ id }) => id === grant.projectId)}
                      units={unitsOf(grant)}
                      onAct={(act) => setAsked({ act, grantId: grant.id })}
                      onChanged={again}
                      onFull={(limit) => lock('guests', limit)}
                    />
                  ))}
                </tbody>
              </table>
            )}
            <MoreButton pages={pages} />
          </section>
        )}
      </div>
      {chosen && asked?.act === 'capabilities' && (
        <CapabilitiesDialog grant={chosen} name={nameOf(chosen)} onClose={close} />
      )}
      {chosen && asked?.act === 'withdraw' && (
        <WithdrawDialog
          grant={chosen}
          name={nameOf(chosen)}
          units={unitsOf(chosen) ?? 0}
          onClose={close}
          onDone={again}
        />
      )}
      {isOpen && params.has('invite') && <InviteGuestDialog onClose={() => set('invite', null)} onInvited={again} />}
    </main>
  );
}
