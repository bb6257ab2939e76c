import { useMutation } from '@apollo/client/react';
import { showToast } from '@offplan/kit/components/toast.tsx';
import type { BoardUnit } from '../board/board-unit.ts';
import { useT } from '../i18n/catalogue.tsx';
import { useChange } from '../shell/use-change.ts';
import { AssignUnitsToAgentDocument } from './agent-documents.ts';

/** Somebody who can be given units; without an id: nobody in particular. */
export interface Recipient {
  readonly id: string | null;
  readonly name: string;
}

/** Gives units of a project to an agent and says what became of it. Returns the units as they are now, null when nothing was done. */
export function useAssignToAgent(projectId: string) {
  const t = useT();
  const [assign] = useMutation(AssignUnitsToAgentDocument, { fetchPolicy: 'no-cache' });
  const { change, isBusy } = useChange();
  const give = async (unitIds: readonly string[], agent: Recipient): Promise<readonly BoardUnit[] | null> => {
    const result = await change(
      async () =>
        (await assign({ variables: { input: { projectId, unitIds: [...unitIds], agentId: agent.id } } })).data
          ?.assignUnitsToAgent,
    );
    if (result?.__typename !== 'AssignUnitsToAgentSuccess') return null;
    const count = result.units.length;
    showToast(agent.id ? t('agents.assigned', { count, name: agent.name }) : t('agents.unassigned', { count }));
    return result.units;
  };
  return { give, isBusy };
}
