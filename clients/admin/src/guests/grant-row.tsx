import { useMutation } from '@apollo/client/react';
import { Menu } from '@mantine/core';
import { IconButton } from '@offplan/kit/components/button.tsx';
import { Icon } from '@offplan/kit/components/icon.tsx';
import { Monogram, Num } from '@offplan/kit/components/text.tsx';
import { showToast } from '@offplan/kit/components/toast.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import { Link } from 'react-router';
import type { GrantRowFragment, ProjectCardFragment } from '../generated/graphql.ts';
import { useT } from '../i18n/catalogue.tsx';
import { useChange } from '../shell/use-change.ts';
import { useWorkspace } from '../shell/workspace.tsx';
import { MailBadge } from '../team/mail-badge.tsx';
import { ResendButton } from '../team/resend-button.tsx';
import { ViewAsButton } from '../view-as/view-as-button.tsx';
import { ResendGuestInvitationDocument } from './guest-documents.ts';

export type GrantAct = 'capabilities' | 'withdraw';

interface GrantRowProps {
  readonly grant: GrantRowFragment;
  readonly name: string;
  readonly project: ProjectCardFragment | undefined;
  /** Units assigned to the guest there; undefined where that is not told. */
  readonly units: number | undefined;
  readonly onAct: (act: GrantAct) => void;
  readonly onChanged: () => void;
  readonly onFull: (limit: number) => void;
}

/** A guest in one project, or the offer of it. */
export function GrantRow({ grant, name, project, units, onAct, onChanged, onFull }: GrantRowProps) {
  const t = useT();
  const formats = useFormats();
  const { slug } = useWorkspace();
  const [resend] = useMutation(ResendGuestInvitationDocument);
  const { change, isBusy } = useChange();
  const { status } = grant;
  const isOffer = status === 'PENDING' || status === 'EXPIRED';
  const again = async () => {
    const done = await change(
      async () => (await resend({ variables: { input: { grantId: grant.id } } })).data?.resendGuestInvitation,
      ['GuestLimitReached'],
    );
    if (done?.__typename === 'GuestLimitReached') onFull(done.limit);
    else if (done) showToast(t('team.resent', { email: name }));
    onChanged();
  };
  return (
    <tr>
      <td>
        <span className="o-person">
          {isOffer ? (
            <span className="o-av o-md o-invited" aria-hidden="true">
              <Icon name="mail" />
            </span>
          ) : (
            <Monogram name={name} isLarge />
          )}
          <span>
            <b>
              <bdi>{name}</bdi>
            </b>
            {grant.memberCount !== null && grant.memberCount !== undefined && (
              <small>{t('guests.people', { count: grant.memberCount })}</small>
            )}
          </span>
        </span>
      </td>
      <td>
        {project ? (
          <Link className="o-linklike" to={`/w/${slug}/p/${project.slug}/allocation`}>
            {project.name}
          </Link>
        ) : (
          '—'
        )}
      </td>
      <td>
        <span className="o-state-line">
          {grant.capabilities.map((capability) => (
            <span key={capability} className="o-badge">
              {t(capability === 'SALES' ? 'guests.sales' : 'guests.content')}
            </span>
          ))}
        </span>
      </td>
      <td className="o-r o-grant-units">{units !== undefined && <Num>{t('team.loadUnits', { count: units })}</Num>}</td>
      <td>
        <span className="o-state-line">
          {status === 'ACTIVE' && !grant.isBeyondPlan && <span className="o-badge o-ok">{t('guests.active')}</span>}
          {grant.isBeyondPlan && <span className="o-badge o-warn">{t('beyond.badge')}</span>}
          {status === 'WITHDRAWN' && <span className="o-badge">{t('guests.ended')}</span>}
          {status === 'EXPIRED' && <span className="o-badge o-warn">{t('team.expired')}</span>}
          {isOffer && <MailBadge state={grant.mailState} />}
          {status === 'PENDING' && grant.expiresAt && (
            <span className="o-muted">{t('team.expires', { date: formats.dayShort(grant.expiresAt) })}</span>
          )}
        </span>
      </td>
      <td className="o-r">
        <span className="o-row-acts">
          {isOffer && <ResendButton sentAt={grant.sentAt} to={name} isBusy={isBusy} onResend={() => void again()} />}
          {status !== 'WITHDRAWN' && (
            <Menu position="bottom-end" width={220}>
              <Menu.Target>
                <IconButton icon="dots" label={t('allocation.more', { name })} />
              </Menu.Target>
              <Menu.Dropdown>
                {status === 'ACTIVE' && grant.organisation && project && (
                  <ViewAsButton
                    name={name}
                    viewed={{
                      guestOrganisationId: grant.organisation.id,
                      projectId: project.id,
                      projectSlug: project.slug,
                    }}
                  />
                )}
                <Menu.Item leftSection={<Icon name="shield" />} onClick={() => onAct('capabilities')}>
                  {t('guests.changeCapabilities')}
                </Menu.Item>
                <Menu.Item
                  className="o-menu-danger"
                  leftSection={<Icon name="out" isDirectional />}
                  onClick={() => onAct('withdraw')}
                >
                  {isOffer ? t('team.revoke') : t('allocation.withdraw')}
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          )}
        </span>
      </td>
    </tr>
  );
}
