import { useQuery } from '@apollo/client/react';
import { faultCodeOf } from '@offplan/kit/apollo/create-client.ts';
import { Button } from '@offplan/kit/components/button.tsx';
import { Skeleton, StateMessage } from '@offplan/kit/components/states.tsx';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { HandOverDialog } from '../agents/hand-over-dialog.tsx';
import type { MemberRowFragment, TeamQuery } from '../generated/graphql.ts';
import { useT } from '../i18n/catalogue.tsx';
import { useLock } from '../locks/lock-provider.tsx';
import { FaultMessage } from '../shell/fault.tsx';
import { MoreButton } from '../shell/more-button.tsx';
import { usePages } from '../shell/use-pages.ts';
import { useTitle } from '../shell/use-title.ts';
import { useTyped } from '../shell/use-typed.ts';
import { useWorkspace } from '../shell/workspace.tsx';
import { ChangeRoleDialog } from './change-role-dialog.tsx';
import { InvitationRow } from './invitation-row.tsx';
import { InviteMembersDialog } from './invite-members-dialog.tsx';
import { LeavingDialog, OwnerStaysDialog } from './leaving-dialog.tsx';
import { type MemberAct, MemberRow } from './member-row.tsx';
import { SetManagerDialog } from './set-manager-dialog.tsx';
import { TeamDocument, TeamLoadDocument } from './team-documents.ts';
import './team.css';

type Seats = NonNullable<NonNullable<TeamQuery['organisation']>['seats']>;

/** From this many people on a search stands over the list. */
const SEARCHED_FROM = 8;

function SeatsCard({ seats, onUpgrade }: { seats: Seats; onUpgrade: () => void }) {
  const t = useT();
  const { used, limit } = seats;
  const isFull = limit !== null && used >= limit;
  return (
    <section className="o-card o-seats" aria-label={t('team.seats')}>
      <b className="o-num">{limit === null ? t('team.seatsUsed', { used }) : t('team.seatsOf', { used, limit })}</b>
      {limit !== null && (
        <span className={isFull ? 'o-seatbar o-hi' : 'o-seatbar'} aria-hidden="true">
          <i style={{ width: `${Math.min(100, (used / limit) * 100)}%` }} />
        </span>
      )}
      <span className="o-muted">{isFull ? t('team.seatsFull') : t('team.seatsHint')}</span>
      {isFull && (
        <Button size="small" onClick={onUpgrade}>
          {t('upgrade.open')}
        </Button>
      )}
    </section>
  );
}

function TeamSkeleton() {
  return (
    <>
      <Skeleton width="100%" height="54px" />
      <section className="o-card" aria-busy="true">
        <table className="o-tbl o-people">
          <tbody>
            {[0, 1, 2, 3].map((row) => (
              <tr key={row}>
                <td>
                  <span className="o-person">
                    <Skeleton width="28px" height="28px" />
                    <span>
                      <Skeleton width="132px" height="14px" />
                      <Skeleton width="176px" height="11px" className="o-skel-second" />
                    </span>
                  </span>
                </td>
                <td>
                  <Skeleton width="84px" height="20px" />
                </td>
                <td className="o-desk-cell">
                  <Skeleton width="96px" height="14px" />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

/** Who is in the Organisation, with what role, and who was invited (UI-8). */
export function TeamPage() {
  const t = useT();
  useTitle(t('nav.team'));
  const { can, guest, organisation, user } = useWorkspace();
  const [params, setParams] = useSearchParams();
  const query = useQuery(TeamDocument, { skip: Boolean(guest) });
  const { data, error, refetch } = query;
  // Whole, because the search and the choice of a manager look through all of it.
  const memberPages = usePages(query, { path: ['organisation', 'members'], isWhole: true });
  const invitationPages = usePages(query, {
    path: ['organisation', 'invitations'],
    after: 'invitationsAfter',
    isWhole: true,
  });
  const loads = useQuery(TeamLoadDocument, { skip: Boolean(guest), errorPolicy: 'all' });
  const [asked, setAsked] = useState<{ act: MemberAct; memberId: string }>();
  const lock = useLock();
  const showFull = (limit: number) => lock('seats', limit);

  const team = data?.organisation;
  const members = team?.members?.edges.map((edge) => edge.node);
  const agents = loads.data?.organisation?.agents;
  const loadOf = (member: MemberRowFragment) => agents?.find(({ person }) => person.id === member.user.id);
  const waiting =
    team?.invitations?.edges
      .map((edge) => edge.node)
      .filter(({ status }) => status === 'PENDING' || status === 'EXPIRED') ?? [];
  const set = (name: string, value: string | null) =>
    setParams(
      (known) => {
        const next = new URLSearchParams(known);
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      },
      { replace: name === 'find' },
    );
  const [search, setSearch] = useTyped(params.get('find') ?? '', (typed) => set('find', typed));
  const wanted = search.trim().toLowerCase();
  const shown = members?.filter(
    (member) => wanted === '' || `${member.user.name} ${member.user.email ?? ''}`.toLowerCase().includes(wanted),
  );
  const again = () => {
    void refetch();
    void loads.refetch();
  };
  const mayInvite = can('manage_members');
  const member = members?.find(({ id }) => id === asked?.memberId);
  const close = () => setAsked(undefined);
  return (
    <main className="o-work o-scrolls" id="work">
      <div className="o-whead">
        <h1>{t('nav.team')}</h1>
        <span className="o-meta">{organisation.name}</span>
        <span className="o-grow" />
        {mayInvite && members && (
          <Button kind="primary" icon="plus" onClick={() => set('invite', '1')}>
            {t('team.invite')}
          </Button>
        )}
      </div>
      <div className="o-pad o-team">
        {guest || (data && !members) ? (
          <StateMessage icon="lock" title={t('team.refused')}>
            {t('team.refusedHint')}
          </StateMessage>
        ) : error && !data ? (
          <FaultMessage code={faultCodeOf(error)} onRetry={again} />
        ) : !members || !shown ? (
          <TeamSkeleton />
        ) : (
          <>
            {team?.seats && <SeatsCard seats={team.seats} onUpgrade={() => showFull(team.seats?.limit ?? 0)} />}
            <section className="o-card" aria-label={t('team.members')}>
              {members.length >= SEARCHED_FROM && (
                <header>
                  <input
                    type="search"
                    className="o-inp o-find"
                    aria-label={t('team.find')}
                    placeholder={t('team.find')}
                    value={search}
                    onChange={(event) => setSearch(event.target.value)}
                  />
                </header>
              )}
              <table className="o-tbl o-people">
                <thead>
                  <tr>
                    <th>{t('team.person')}</th>
                    <th>{t('team.role')}</th>
                    <th className="o-desk-cell">{t('team.manager')}</th>
                    {agents && <th className="o-desk-cell">{t('team.load')}</th>}
                    <th className="o-desk-cell">{t('team.seen')}</th>
                    <th>
                      <span className="o-sr">{t('team.acts')}</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {shown.map((one) => (
                    <MemberRow
                      key={one.id}
                      member={one}
                      load={loadOf(one)}
                      hasLoad={Boolean(agents)}
                      onAct={(act) => setAsked({ act, memberId: one.id })}
                    />
                  ))}
                </tbody>
              </table>
              {shown.length === 0 && (
                <StateMessage icon="search" isCompact title={t('team.findNone', { text: search })} />
              )}
              <MoreButton pages={memberPages} />
            </section>
            {waiting.length > 0 ? (
              <section className="o-card" aria-label={t('team.invitations')}>
                <header>
                  <h2>{t('team.invitations')}</h2>
                  <span className="o-muted o-num">{waiting.length}</span>
                </header>
                <table className="o-tbl o-people o-waiting">
                  <tbody>
                    {waiting.map((invitation) => (
                      <InvitationRow key={invitation.id} invitation={invitation} onChanged={again} onFull={showFull} />
                    ))}
                  </tbody>
                </table>
                <MoreButton pages={invitationPages} />
              </section>
            ) : (
              mayInvite &&
              members.length === 1 && (
                <StateMessage
                  icon="team"
                  title={t('team.alone')}
                  action={
                    <Button icon="plus" onClick={() => set('invite', '1')}>
                      {t('team.invite')}
                    </Button>
                  }
                >
                  {t('team.aloneHint')}
                </StateMessage>
              )
            )}
          </>
        )}
      </div>
      {member && asked?.act === 'role' && <ChangeRoleDialog member={member} onClose={close} />}
      {member && asked?.act === 'manager' && (
        <SetManagerDialog member={member} members={members ?? []} onClose={close} />
      )}
      {member && asked?.act === 'handOver' && (
        <HandOverDialog agent={member.user} isOpen onClose={close} onDone={again} />
      )}
      {member &&
        asked?.act === 'leave' &&
        (member.role === 'OWNER' && member.user.id === user.id ? (
          <OwnerStaysDialog onClose={close} />
        ) : (
          <LeavingDialog member={member} buyers={loadOf(member)?.buyers ?? 0} onClose={close} onDone={again} />
        ))}
      {mayInvite && params.has('invite') && (
        <InviteMembersDialog onClose={() => set('invite', null)} onInvited={again} onFull={showFull} />
      )}
    </main>
  );
}
