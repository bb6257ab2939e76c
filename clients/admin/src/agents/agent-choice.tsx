import { useQuery } from '@apollo/client/react';
import { Menu } from '@mantine/core';
import { faultCodeOf } from '@offplan/kit/apollo/create-client.ts';
import { Icon } from '@offplan/kit/components/icon.tsx';
import { Skeleton } from '@offplan/kit/components/states.tsx';
import { Avatar } from '@offplan/kit/components/text.tsx';
import { useState } from 'react';
import type { BoardUnit } from '../board/board-unit.ts';
import { useT } from '../i18n/catalogue.tsx';
import { useProject } from '../projects/project-route.tsx';
import { faultText } from '../shell/fault-text.ts';
import { ProjectAgentsDocument } from './agent-documents.ts';
import { type Recipient, useAssignToAgent } from './use-assign-to-agent.ts';
import './agents.css';

interface AgentChoiceProps {
  readonly unit: BoardUnit;
  readonly onAssigned: (units: readonly BoardUnit[]) => void;
}

/** The choice that is nobody's id. */
const NOBODY = 'nobody';

/** Who looks after a unit, for whoever may change it: a press shows the team (INV-57). */
export function AgentChoice({ unit, onAssigned }: AgentChoiceProps) {
  const t = useT();
  const { facts } = useProject();
  const [isOpen, setOpen] = useState(false);
  const { data, error, refetch } = useQuery(ProjectAgentsDocument, {
    variables: { projectId: facts.id },
    skip: !isOpen,
  });
  const { give, isBusy } = useAssignToAgent(facts.id);
  const current = unit.agent?.name ?? t('agents.nobody');
  const agents = data?.project?.agents?.filter((agent) => agent.isActive);
  const choose = async (person: Recipient | null) => {
    const units = await give([unit.id], person ?? { id: null, name: t('agents.nobody') });
    if (units) onAssigned(units);
  };
  return (
    <Menu position="bottom-start" opened={isOpen} onChange={setOpen}>
      <Menu.Target>
        <button
          type="button"
          className="o-chip o-agent-choice"
          aria-busy={isBusy || undefined}
          aria-label={t('agents.choose', { name: current })}
        >
          {current}
          <Icon name="down" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {agents ? (
          <Menu.RadioGroup
            value={unit.agent?.id ?? NOBODY}
            onChange={(id) => void choose(agents.find(({ person }) => person.id === id)?.person ?? null)}
          >
            {agents.map(({ person }) => (
              <Menu.RadioItem key={person.id} value={person.id ?? ''}>
                <span className="o-agent">
                  <Avatar name={person.name} size="small" />
                  {person.name}
                </span>
              </Menu.RadioItem>
            ))}
            <Menu.RadioItem value={NOBODY}>{t('agents.nobody')}</Menu.RadioItem>
          </Menu.RadioGroup>
        ) : error || data ? (
          <>
            <Menu.Label>{faultText(t, error ? faultCodeOf(error) : 'NOT_FOUND')}</Menu.Label>
            <Menu.Item closeMenuOnClick={false} onClick={() => void refetch()}>
              {t('action.retry')}
            </Menu.Item>
          </>
        ) : (
          <Menu.Item disabled>
            <Skeleton width="140px" height="16px" />
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
