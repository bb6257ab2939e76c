import { useMutation, useQuery } from '@apollo/client/react';
import { faultCodeOf } from '@offplan/kit/apollo/create-client.ts';
import { Button } from '@offplan/kit/components/button.tsx';
import { Dialog } from '@offplan/kit/components/dialog.tsx';
import { Select } from '@offplan/kit/components/field.tsx';
import { Skeleton, StateMessage } from '@offplan/kit/components/states.tsx';
import { Avatar, Num } from '@offplan/kit/components/text.tsx';
import { showToast } from '@offplan/kit/components/toast.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import { useState } from 'react';
import { LeavingConsequences } from '../agents/leaving-consequences.tsx';
import type { Role, TeamQuery } from '../generated/graphql.ts';
import { useT } from '../i18n/catalogue.tsx';
import { faultText } from '../shell/fault-text.ts';
import { useNow } from '../shell/use-now.ts';
import { useTitle } from '../shell/use-title.ts';
import { useWorkspace } from '../shell/workspace.tsx';
import { InviteMemberDialog } from './invite-member-dialog.tsx';
import { roleName } from './role-name.ts';
import {
  ChangeMemberRoleDocument,
  DeactivateMemberDocument,
  RevokeInvitationDocument,
  TeamDocument,
} from './team-documents.ts';
import './team.css';
import { refusalText } from '../shell/refusal-text.ts';

type Organisation = NonNullable<TeamQuery['organisation']>;
type Member = NonNullable<Organisation['members']>['edges'][number]['node'];
type Invitation = NonNullable<Organisation['invitations']>['edges'][number]['node'];

/** The roles that can be given; an Owner comes by transfer only (ID-22). */
export const GIVEN_ROLES: readonly Role[] = ['ADMIN', 'SALES_MANAGER', 'SALES_AGENT', 'EXTERNAL_SALES_AGENT'];

function MemberRow({ member, mayManage, onChanged }: { member: Member; mayManage: boolean; onChanged: () => void }) {
  const t = useT();
  const formats = useFormats();
  const now = useNow(60_000);
  const { user } = useWorkspace();
  const [changeRole, { loading: isChanging }] = useMutation(ChangeMemberRoleDocument);
  const [deactivate, { loading: isRemoving }] = useMutation(DeactivateMemberDocument);
  const [isAsking, setAsking] = useState(false);
  const isSelf = member.user.id === user.id;
  const mayChange = mayManage && member.role !== 'OWNER' && !isSelf;
  const setRole = async (role: Role) => {
    try {
      const { data } = await changeRole({ variables: { input: { memberId: member.id, role } } });
      const result = data?.changeMemberRole;
      if (result && result.__typename !== 'ChangeMemberRoleSuccess') showToast(refusalText(t, result), 'failed');
      else showToast(t('team.roleChanged', { name: member.user.name, role: roleName(t, role) }));
    } catch (error) {
      showToast(faultText(t, faultCodeOf(error)), 'failed');
    }
  };
  const remove = async () => {
    try {
      const { data } = await deactivate({ variables: { input: { memberId: member.id } } });
      const result = data?.deactivateMember;
      if (result && result.__typename !== 'DeactivateMemberSuccess') showToast(refusalText(t, result), 'failed');
      else showToast(t('team.removed', { name: member.user.name }));
      setAsking(false);
      onChanged();
    } catch (error) {
      showToast(faultText(t, faultCodeOf(error)), 'failed');
    }
  };
  return (
    <tr>
      <td>
        <span className="o-person">
          <Avatar name={member.user.name} />
          <span>
            <b>
              {member.user.name} {isSelf && <span className="o-muted">{t('team.you')}</span>}
            </b>
            <small>{member.user.email}</small>
          </span>
        </span>
      </td>
      <td>
        {mayChange ? (
          <Select
            label={t('team.roleOf', { name: member.user.name })}
            className="o-role"
            value={member.role}
            disabled={isChanging}
            onChange={(event) => void setRole(event.target.value as Role)}
          >
            {GIVEN_ROLES.map((role) => (
              <option key={role} value={role}>
                {roleName(t, role)}
              </option>
            ))}
          </Select>
        ) : (
          roleName(t, member.role)
        )}
      </td>
      <td className="o-muted o-desk-cell">
        {member.lastSeenAt ? (
          <time dateTime={member.lastSeenAt} title={formats.dateTime(member.lastSeenAt)}>
            {formats.relative(member.lastSeenAt, now)}
          </time>
        ) : (
          t('team.neverSeen')
        )}
      </td>
      <td className="o-r">
        {mayChange && (
          <Button size="small" kind="quiet" onClick={() => setAsking(true)}>
            {t('team.remove')}
          </Button>
        )}
        <Dialog
          isOpen={isAsking}
          onClose={() => setAsking(false)}
          width={440}
          title={t('team.removeTitle', { name: member.user.name })}
          lead={t('team.removeLead')}
          footer={
            <>
              <span className="o-grow" />
              <Button data-autofocus onClick={() => setAsking(false)}>
                {t('action.cancel')}
              </Button>
              <Button kind="danger" isBusy={isRemoving} onClick={() => void remove()}>
                {t('team.remove')}
              </Button>
            </>
          }
        >
          {isAsking && <LeavingConsequences userId={member.user.id} />}
        </Dialog>
      </td>
    </tr>
  );
}

function InvitationRow({
  invitation,
  mayManage,
  onChanged,
}: {
  invitation: Invitation;
  mayManage: boolean;
  onChanged: () => void;
}) {
  const t = useT();
  const formats = useFormats();
  const [revoke, { loading }] = useMutation(RevokeInvitationDocument);
  const takeBack = async () => {
    try {
      const { data } = await revoke({ variables: { input: { invitationId: invitation.id } } });
      const result = data?.revokeInvitation;
      if (result && result.__typename !== 'RevokeInvitationSuccess') showToast(refusalText(t, result), 'failed');
      onChanged();
    } catch (error) {
      showToast(faultText(t, faultCodeOf(error)), 'failed');
    }
  };
  return (
    <tr>
      <td>
        <b>{invitation.email}</b>
        {invitation.invitedByName && <small>{t('team.invitedBy', { name: invitation.invitedByName })}</small>}
      </td>
      <td>{roleName(t, invitation.role)}</td>
      <td className="o-muted o-desk-cell">{t('team.expires', { date: formats.dayShort(invitation.expiresAt) })}</td>
      <td className="o-r">
        {mayManage && (
          <Button size="small" kind="quiet" isBusy={loading} onClick={() => void takeBack()}>
            {t('team.revoke')}
          </Button>
        )}
      </td>
    </tr>
  );
}

/** Who is in the Organisation, with what role, and who was invited (UI-8). */
export function TeamPage() {
  const t = useT();
  useTitle(t('nav.team'));
  const { can, guest, organisation } = useWorkspace();
  const { data, error, refetch } = useQuery(TeamDocument, { skip: Boolean(guest) });
  const [isInviting, setInviting] = useState(false);
  const mayManage = can('manage_members');
  const team = data?.organisation;
  const members = team?.members?.edges.map((edge) => edge.node);
  const pending =
    team?.invitations?.edges.map((edge) => edge.node).filter((invitation) => invitation.status === 'PENDING') ?? [];
  const again = () => void refetch();
  const seats = team?.seats;
  return (
    <main className="o-work o-scrolls" id="work">
      <div className="o-whead">
        <h1>{t('nav.team')}</h1>
        <span className="o-meta">{organisation.name}</span>
        <span className="o-grow" />
        {mayManage && members && (
          <Button kind="primary" icon="plus" onClick={() => setInviting(true)}>
            {t('team.invite')}
          </Button>
        )}
      </div>
      <div className="o-pad o-team">
        {guest || (data && !members) ? (
          <StateMessage icon="lock" title={t('team.refused')}>
            {t('team.refusedHint')}
          </StateMessage>
        ) : error ? (
          <StateMessage
            icon="warn"
            tone="danger"
            title={t('fault.title')}
            action={<Button onClick={again}>{t('action.retry')}</Button>}
          >
            {faultText(t, faultCodeOf(error))}
          </StateMessage>
        ) : (
          <>
            {seats && (
              <section className="o-card o-seats" aria-label={t('team.seats')}>
                <span>
                  <b>{t('team.seats')}</b>
                  <Num>{seats.limit === null ? seats.used : `${seats.used} / ${seats.limit}`}</Num>
                </span>
                {seats.limit !== null && (
                  <span className={seats.used >= seats.limit ? 'o-meter o-hi' : 'o-meter'} aria-hidden="true">
                    <i style={{ width: `${Math.min(100, (seats.used / seats.limit) * 100)}%` }} />
                  </span>
                )}
                <small className="o-muted">
                  {seats.limit !== null && seats.used >= seats.limit
                    ? t('team.seatsFull', { limit: seats.limit })
                    : t('team.seatsHint')}
                </small>
              </section>
            )}
            <section className="o-card" aria-label={t('team.members')}>
              <table className="o-tbl o-members">
                <thead>
                  <tr>
                    <th>{t('team.person')}</th>
                    <th>{t('team.role')}</th>
                    <th className="o-desk-cell">{t('team.seen')}</th>
                    <th>
                      <span className="o-sr">{t('team.acts')}</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {members
                    ? members.map((member) => (
                        <MemberRow key={member.id} member={member} mayManage={mayManage} onChanged={again} />
                      ))
                    : [0, 1, 2].map((row) => (
                        <tr key={row}>
                          <td colSpan={4}>
                            <Skeleton height="28px" />
                          </td>
                        </tr>
                      ))}
                </tbody>
              </table>
            </section>
            {pending.length > 0 && (
              <section className="o-card" aria-label={t('team.invitations')}>
                <header>
                  <h2>{t('team.invitations')}</h2>
                  <span className="o-muted o-num">{pending.length}</span>
                </header>
                <table className="o-tbl o-members">
                  <tbody>
                    {pending.map((invitation) => (
                      <InvitationRow
                        key={invitation.id}
                        invitation={invitation}
                        mayManage={mayManage}
                        onChanged={again}
                      />
                    ))}
                  </tbody>
                </table>
              </section>
            )}
          </>
        )}
      </div>
      <InviteMemberDialog isOpen={isInviting} onClose={() => setInviting(false)} onInvited={again} />
    </main>
  );
}
