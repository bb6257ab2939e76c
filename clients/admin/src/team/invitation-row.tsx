import { useMutation } from '@apollo/client/react';
import { Button } from '@offplan/kit/components/button.tsx';
import { Icon } from '@offplan/kit/components/icon.tsx';
import { showToast } from '@offplan/kit/components/toast.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import type { InvitationRowFragment } from '../generated/graphql.ts';
import { useT } from '../i18n/catalogue.tsx';
import { useChange } from '../shell/use-change.ts';
import { MailBadge } from './mail-badge.tsx';
import { ResendButton } from './resend-button.tsx';
import { roleName } from './role-name.ts';
import { ResendInvitationDocument, RevokeInvitationDocument } from './team-documents.ts';

interface InvitationRowProps {
  readonly invitation: InvitationRowFragment;
  readonly onChanged: () => void;
  /** Sending it anew would take a seat that the plan does not have. */
  readonly onFull: (limit: number) => void;
}

/** An invitation that nobody has accepted: how its mail fared, how long it works, and again or never. */
export function InvitationRow({ invitation, onChanged, onFull }: InvitationRowProps) {
  const t = useT();
  const formats = useFormats();
  const [revoke] = useMutation(RevokeInvitationDocument);
  const [resend] = useMutation(ResendInvitationDocument);
  const revoking = useChange();
  const resending = useChange();
  const { id, email, status } = invitation;

  const takeBack = async () => {
    const done = await revoking.change(
      async () => (await revoke({ variables: { input: { invitationId: id } } })).data?.revokeInvitation,
    );
    if (done) showToast(t('team.revoked', { email }));
    onChanged();
  };
  const again = async () => {
    const done = await resending.change(
      async () => (await resend({ variables: { input: { invitationId: id } } })).data?.resendInvitation,
      ['SeatLimitReached'],
    );
    if (done?.__typename === 'SeatLimitReached') onFull(done.limit);
    else if (done) showToast(t('team.resent', { email }));
    onChanged();
  };
  const isOver = status === 'EXPIRED';
  return (
    <tr>
      <td>
        <span className="o-person">
          <span className="o-av o-md o-invited" aria-hidden="true">
            <Icon name="mail" />
          </span>
          <span>
            <b>
              <bdi>{email}</bdi>
            </b>
            {invitation.invitedByName && <small>{t('team.invitedBy', { name: invitation.invitedByName })}</small>}
          </span>
        </span>
      </td>
      <td>
        <span className="o-badge">{roleName(t, invitation.role)}</span>
      </td>
      <td>
        <span className="o-state-line">
          <MailBadge state={invitation.mailState} />
          {isOver && <span className="o-badge o-warn">{t('team.expired')}</span>}
          <span className="o-muted">
            {isOver
              ? t('team.expiredOn', { date: formats.dayShort(invitation.expiresAt) })
              : t('team.expires', { date: formats.dayShort(invitation.expiresAt) })}
          </span>
        </span>
      </td>
      <td className="o-r">
        <span className="o-row-acts">
          <ResendButton sentAt={invitation.sentAt} to={email} isBusy={resending.isBusy} onResend={() => void again()} />
          {!isOver && (
            <Button
              size="small"
              kind="quiet"
              isBusy={revoking.isBusy}
              aria-label={t('team.revokeOf', { email })}
              onClick={() => void takeBack()}
            >
              {t('team.revoke')}
            </Button>
          )}
        </span>
      </td>
    </tr>
  );
}
