import { Menu } from '@mantine/core';
import { IconButton } from '@offplan/kit/components/button.tsx';
import { Icon } from '@offplan/kit/components/icon.tsx';
import { Avatar, Num } from '@offplan/kit/components/text.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import type { AgentFragment, MemberRowFragment } from '../generated/graphql.ts';
import { useT } from '../i18n/catalogue.tsx';
import { useNow } from '../shell/use-now.ts';
import { useWorkspace } from '../shell/workspace.tsx';
import { ViewAsButton } from '../view-as/view-as-button.tsx';
import { rolesToGive } from './role-choice.tsx';
import { roleName } from './role-name.ts';

/** What can be done about a member. */
export type MemberAct = 'role' | 'manager' | 'handOver' | 'leave';

interface MemberRowProps {
  readonly member: MemberRowFragment;
  /** What the person carries; undefined where that is not told. */
  readonly load: AgentFragment | undefined;
  readonly hasLoad: boolean;
  readonly onAct: (act: MemberAct) => void;
}

/** One person of the team, with what can be done about it. */
export function MemberRow({ member, load, hasLoad, onAct }: MemberRowProps) {
  const t = useT();
  const formats = useFormats();
  const now = useNow(60_000);
  const workspace = useWorkspace();
  const { user, role } = member;
  const isSelf = user.id === workspace.user.id;
  const mayManage = !isSelf && rolesToGive(workspace.role).some((given) => given === role);
  const acts: { act: MemberAct; label: string; icon: 'shield' | 'team' | 'flip' | 'out'; isOffered: boolean }[] = [
    {
      act: 'role',
      label: t('team.changeRole'),
      icon: 'shield',
      isOffered: mayManage && rolesToGive(workspace.role).length > 1,
    },
    { act: 'manager', label: t('team.setManager'), icon: 'team', isOffered: workspace.can('set_managers') },
    {
      act: 'handOver',
      label: t('handOver.open'),
      icon: 'flip',
      isOffered: (load?.buyers ?? 0) > 0 && workspace.can('hand_over_buyers'),
    },
    { act: 'leave', label: isSelf ? t('team.leave') : t('team.remove'), icon: 'out', isOffered: isSelf || mayManage },
  ];
  const isViewable = !isSelf && role === 'SALES_AGENT';
  const offered = acts.filter(({ isOffered }) => isOffered);
  return (
    <tr className={member.isBeyondPlan ? 'o-beyond' : undefined}>
      <td>
        <span className="o-person">
          <Avatar name={user.name} />
          <span>
            <b>
              {user.name} {isSelf && <span className="o-muted">{t('team.you')}</span>}
            </b>
            {user.email && (
              <small>
                <bdi>{user.email}</bdi>
              </small>
            )}
          </span>
        </span>
      </td>
      <td>
        <span className="o-state-line">
          <span className={role === 'OWNER' ? 'o-badge o-gold' : 'o-badge'}>{roleName(t, role)}</span>
          {member.isBeyondPlan && <span className="o-badge o-warn">{t('beyond.badge')}</span>}
        </span>
      </td>
      <td className="o-desk-cell">{member.manager?.name ?? <span className="o-muted">—</span>}</td>
      {hasLoad && (
        <td className="o-load">
          {load && load.units.total + load.reservations + load.buyers > 0 ? (
            <>
              <Num>{t('team.loadUnits', { count: load.units.total })}</Num>
              <small>
                {t('agents.reservations', { count: load.reservations })} · {t('agents.buyers', { count: load.buyers })}
              </small>
            </>
          ) : (
            <span className="o-muted">{t('team.loadNone')}</span>
          )}
        </td>
      )}
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
        {offered.length > 0 && (
          <Menu position="bottom-end" width={220}>
            <Menu.Target>
              <IconButton icon="dots" label={t('team.actsOn', { name: user.name })} />
            </Menu.Target>
            <Menu.Dropdown>
              {isViewable && <ViewAsButton name={user.name} viewed={{ agentId: user.id }} />}
              {offered.map(({ act, label, icon }) => (
                <Menu.Item
                  key={act}
                  className={act === 'leave' ? 'o-menu-danger' : undefined}
                  leftSection={<Icon name={icon} isDirectional={icon === 'out'} />}
                  onClick={() => onAct(act)}
                >
                  {label}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        )}
      </td>
    </tr>
  );
}
