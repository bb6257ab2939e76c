import { Menu } from '@mantine/core';
import { IconButton } from '@offplan/kit/components/button.tsx';
import { classNames } from '@offplan/kit/components/class-names.ts';
import { Icon } from '@offplan/kit/components/icon.tsx';
import { initialsOf, Num } from '@offplan/kit/components/text.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import { type ComponentProps, useState } from 'react';
import type { AllocationQuery } from '../generated/graphql.ts';
import { WithdrawDialog } from '../guests/guest-dialogs.tsx';
import { useT } from '../i18n/catalogue.tsx';
import { StatusCounts } from '../units/status-counts.tsx';
import { ViewAsButton } from '../view-as/view-as-button.tsx';

type Counts = NonNullable<NonNullable<AllocationQuery['project']>['allocation']>[number]['counts'];

interface AgencyCardProps {
  readonly name: string;
  readonly note: string;
  readonly counts?: Counts;
  /** The agency's hue on the board. */
  readonly hue?: number;
  readonly grantId?: string;
  /** With whose eyes one may look; absent where nobody is in yet. */
  readonly viewed?: ComponentProps<typeof ViewAsButton>['viewed'];
  readonly isPool?: boolean;
  /** Invited, has not come yet. */
  readonly isPending?: boolean;
  /** Units that are selected on the board; above 0 the card takes them. */
  readonly picked: number;
  readonly onGive?: () => void;
  readonly onChanged?: () => void;
}

/** An agency with what it may sell. With units selected, a press gives them to it. */
export function AgencyCard(props: AgencyCardProps) {
  const { name, note, counts, hue, grantId, viewed, isPool, isPending, picked, onGive, onChanged } = props;
  const t = useT();
  const formats = useFormats();
  const [isAsking, setAsking] = useState(false);
  return (
    <section
      className={classNames('o-ag', picked > 0 && onGive && 'o-drop', isPending && 'o-pending')}
      aria-label={name}
    >
      <span className={classNames('o-mg', isPool ? 'o-pool' : `o-hue-${hue ?? 0}`)} aria-hidden="true">
        {isPool ? <Icon name="home" /> : isPending ? <Icon name="mail" /> : initialsOf(name)}
      </span>
      <b title={name}>{name}</b>
      <span className="o-c o-row">
        {counts && <Num>{formats.number(counts.total)}</Num>}
        {grantId && (
          <Menu position="bottom-end">
            <Menu.Target>
              <IconButton icon="dots" label={t('allocation.more', { name })} />
            </Menu.Target>
            <Menu.Dropdown>
              {viewed && <ViewAsButton name={name} viewed={viewed} />}
              <Menu.Item onClick={() => setAsking(true)}>{t('allocation.withdraw')}</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </span>
      <small>{note}</small>
      {counts && <StatusCounts counts={counts} />}
      {picked > 0 && onGive && (
        <button type="button" className="o-dz" onClick={onGive}>
          <Icon name="plus" />
          {t('allocation.give', { count: picked })}
        </button>
      )}
      {grantId && isAsking && (
        <WithdrawDialog
          grant={{ id: grantId, status: isPending ? 'PENDING' : 'ACTIVE' }}
          name={name}
          units={counts?.total ?? 0}
          onClose={() => setAsking(false)}
          onDone={() => onChanged?.()}
        />
      )}
    </section>
  );
}
