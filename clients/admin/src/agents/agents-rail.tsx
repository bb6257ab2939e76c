import { Menu } from '@mantine/core';
import { Button, IconButton } from '@offplan/kit/components/button.tsx';
import { classNames } from '@offplan/kit/components/class-names.ts';
import { Icon } from '@offplan/kit/components/icon.tsx';
import { Skeleton, StateMessage } from '@offplan/kit/components/states.tsx';
import { initialsOf, Num } from '@offplan/kit/components/text.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import { useState } from 'react';
import type { AgentFragment } from '../generated/graphql.ts';
import { useT } from '../i18n/catalogue.tsx';
import { StatusCounts } from '../units/status-counts.tsx';
import { HandOverDialog } from './hand-over-dialog.tsx';
import type { Recipient } from './use-assign-to-agent.ts';
import './agents.css';

interface AgentsRailProps {
  /** Undefined while they load. */
  readonly agents: readonly AgentFragment[] | undefined;
  /** What is wrong, when they could not be loaded. */
  readonly fault: string | null;
  /** How many units nobody in particular looks after. */
  readonly unassigned: number;
  readonly hues: ReadonlyMap<string, number>;
  /** Units that are selected on the board; above 0 a card takes them. */
  readonly picked: number;
  readonly mayHandOver: boolean;
  readonly onGive: (recipient: Recipient) => void;
  readonly onChanged: () => void;
}

/** The own team with what is assigned to each, and the way to pass buyers on (INV-57, INV-54, ID-55). */
export function AgentsRail(props: AgentsRailProps) {
  const { agents, fault, unassigned, hues, picked, mayHandOver, onGive, onChanged } = props;
  const t = useT();
  const formats = useFormats();
  const [passing, setPassing] = useState<Recipient | null>(null);
  if (fault)
    return (
      <StateMessage
        icon="warn"
        tone="danger"
        isCompact
        title={t('fault.title')}
        action={<Button onClick={onChanged}>{t('action.retry')}</Button>}
      >
        {fault}
      </StateMessage>
    );
  if (!agents)
    return (
      <div className="o-stack o-pad-card">
        <Skeleton height="60px" />
        <Skeleton height="88px" />
        <Skeleton height="88px" />
      </div>
    );
  return (
    <>
      <section className={classNames('o-ag', picked > 0 && 'o-drop')} aria-label={t('agents.nobody')}>
        <span className="o-mg o-pool" aria-hidden="true">
          <Icon name="home" />
        </span>
        <b>{t('agents.nobody')}</b>
        <span className="o-c o-row">
          <Num>{formats.number(unassigned)}</Num>
        </span>
        <small>{t('agents.nobodyHint')}</small>
        {picked > 0 && <Give count={picked} onGive={() => onGive({ id: null, name: t('agents.nobody') })} />}
      </section>
      {agents.map(({ person, isActive, units, reservations, buyers }) => (
        <section
          key={person.id}
          className={classNames('o-ag', picked > 0 && isActive && 'o-drop', !isActive && 'o-pending')}
          aria-label={person.name}
        >
          <span className={classNames('o-mg', `o-hue-${hues.get(person.id ?? '') ?? 0}`)} aria-hidden="true">
            {initialsOf(person.name)}
          </span>
          <b title={person.name}>{person.name}</b>
          <span className="o-c o-row">
            <Num>{formats.number(units.total)}</Num>
            {mayHandOver && (
              <Menu position="bottom-end">
                <Menu.Target>
                  <IconButton icon="dots" label={t('allocation.more', { name: person.name })} />
                </Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item onClick={() => setPassing({ id: person.id, name: person.name })}>
                    {t('handOver.open')}
                  </Menu.Item>
                </Menu.Dropdown>
              </Menu>
            )}
          </span>
          <small>
            {[
              !isActive && t('agents.left'),
              t('agents.buyers', { count: buyers }),
              reservations > 0 && t('agents.reservations', { count: reservations }),
            ]
              .filter(Boolean)
              .join(' · ')}
          </small>
          {units.total > 0 && <StatusCounts counts={units} />}
          {picked > 0 && isActive && (
            <Give count={picked} onGive={() => onGive({ id: person.id, name: person.name })} />
          )}
        </section>
      ))}
      {passing?.id && (
        <HandOverDialog
          agent={{ id: passing.id, name: passing.name }}
          isOpen
          onClose={() => setPassing(null)}
          onDone={onChanged}
        />
      )}
    </>
  );
}

function Give({ count, onGive }: { count: number; onGive: () => void }) {
  const t = useT();
  return (
    <button type="button" className="o-dz" onClick={onGive}>
      <Icon name="plus" />
      {t('allocation.give', { count })}
    </button>
  );
}
