import { useMutation } from '@apollo/client/react';
import { Menu } from '@mantine/core';
import { faultCodeOf } from '@offplan/kit/apollo/create-client.ts';
import { Button, IconButton } from '@offplan/kit/components/button.tsx';
import { classNames } from '@offplan/kit/components/class-names.ts';
import { Dialog } from '@offplan/kit/components/dialog.tsx';
import { Icon } from '@offplan/kit/components/icon.tsx';
import { initialsOf, Num } from '@offplan/kit/components/text.tsx';
import { showToast } from '@offplan/kit/components/toast.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import { type ComponentProps, useState } from 'react';
import type { AllocationQuery } from '../generated/graphql.ts';
import { WithdrawGuestDocument } from '../guests/guest-documents.ts';
import { useT } from '../i18n/catalogue.tsx';
import { faultText } from '../shell/fault-text.ts';
import { refusalText } from '../shell/refusal-text.ts';
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
  const [withdraw, { loading }] = useMutation(WithdrawGuestDocument);
  const takeAway = async () => {
    if (!grantId) return;
    try {
      const { data } = await withdraw({ variables: { input: { grantId } } });
      const result = data?.withdrawGuest;
      if (result && result.__typename !== 'WithdrawGuestSuccess') showToast(refusalText(t, result), 'failed');
      setAsking(false);
      onChanged?.();
    } catch (error) {
      showToast(faultText(t, faultCodeOf(error)), 'failed');
    }
  };
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
      <Dialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={t('allocation.withdrawTitle', { name })}
        lead={isPending ? t('allocation.withdrawInvitation') : t('allocation.withdrawLead')}
        width={440}
        footer={
          <>
            <span className="o-grow" />
            <Button data-autofocus onClick={() => setAsking(false)}>
              {t('action.cancel')}
            </Button>
            <Button kind="danger" isBusy={loading} onClick={() => void takeAway()}>
              {t('allocation.withdraw')}
            </Button>
          </>
        }
      />
    </section>
  );
}
