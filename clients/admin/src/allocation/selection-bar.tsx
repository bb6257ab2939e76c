import { Menu } from '@mantine/core';
import { Button, IconButton } from '@offplan/kit/components/button.tsx';
import { Icon } from '@offplan/kit/components/icon.tsx';
import type { Recipient } from '../agents/use-assign-to-agent.ts';
import { type BoardUnit, boardStatusOf } from '../board/board-unit.ts';
import { useT } from '../i18n/catalogue.tsx';

interface SelectionBarProps {
  readonly units: readonly BoardUnit[];
  readonly recipients: readonly Recipient[];
  readonly isBusy: boolean;
  readonly onOnlyAvailable: (ids: readonly string[]) => void;
  readonly onAssign: (recipient: Recipient) => void;
  readonly onClear: () => void;
}

/** What is selected, what is risky about it, and where it can go (INV-57). */
export function SelectionBar({ units, recipients, isBusy, onOnlyAvailable, onAssign, onClear }: SelectionBarProps) {
  const t = useT();
  const count = (status: 'RESERVED' | 'SOLD') => units.filter((unit) => boardStatusOf(unit) === status).length;
  const reserved = count('RESERVED');
  const sold = count('SOLD');
  const available = units.filter((unit) => boardStatusOf(unit) === 'AVAILABLE');
  const isRisky = reserved + sold > 0;
  return (
    <div className="o-selbar" role="toolbar" aria-label={t('allocation.selection')}>
      <b role="status">{t('allocation.selected', { count: units.length })}</b>
      {isRisky && (
        <span className="o-w">
          <Icon name="warn" />
          {t('allocation.risk', { reserved, sold })}
        </span>
      )}
      {isRisky && available.length > 0 && (
        <Button size="small" onClick={() => onOnlyAvailable(available.map((unit) => unit.id))}>
          {t('allocation.onlyAvailable', { count: available.length })}
        </Button>
      )}
      <Menu position="top">
        <Menu.Target>
          <Button size="small" kind="gold" isBusy={isBusy}>
            {t('allocation.assignTo')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {recipients.map((recipient) => (
            <Menu.Item key={recipient.id ?? 'nobody'} onClick={() => onAssign(recipient)}>
              {recipient.name}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <IconButton icon="x" label={t('allocation.clear')} onClick={onClear} />
    </div>
  );
}
