import { useQuery } from '@apollo/client/react';
import { Menu } from '@mantine/core';
import { Icon } from '@offplan/kit/components/icon.tsx';
import { Skeleton } from '@offplan/kit/components/states.tsx';
import { Avatar } from '@offplan/kit/components/text.tsx';
import { useState } from 'react';
import type { BoardUnit } from '../board/board-unit.ts';
import { useT } from '../i18n/catalogue.tsx';
import { useProject } from '../projects/project-route.tsx';
import { ProjectAgentsDocument } from './agent-documents.ts';
import { useAssignToAgent } from './use-assign-to-agent.ts';
import './agents.css';

interface AgentChoiceProps {
  readonly unit: BoardUnit;
  readonly onAssigned: (units: readonly BoardUnit[]) => void;
}

/** Who looks after a unit, for whoever may change it: a press shows the team (INV-57). */
export function AgentChoice({ unit, onAssigned }: AgentChoiceProps) {
  const t = useT();
  const { facts } = useProject();
  const [isOpen, setOpen] = useState(false);
  const { data } = useQuery(ProjectAgentsDocument, { variables: { projectId: facts.id }, skip: !isOpen });
  const { give, isBusy } = useAssignToAgent(facts.id);
  const current = unit.agent?.name ?? t('agents.nobody');
  const choose = async (id: string | null, name: string) => {
    const units = await give([unit.id], { id, name });
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
        {!data && (
          <div className="o-agent-wait">
            <Skeleton width="140px" height="16px" />
          </div>
        )}
        {data?.project?.agents
          ?.filter((agent) => agent.isActive)
          .map(({ person }) => (
            <Menu.Item
              key={person.id}
              role="menuitemradio"
              aria-checked={person.id === unit.agent?.id}
              leftSection={<Avatar name={person.name} size="small" />}
              onClick={() => void choose(person.id, person.name)}
            >
              {person.name}
            </Menu.Item>
          ))}
        {data && unit.agent && (
          <>
            <Menu.Divider />
            <Menu.Item onClick={() => void choose(null, t('agents.nobody'))}>{t('agents.nobody')}</Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
