import { useMutation } from '@apollo/client/react';
import { faultCodeOf } from '@offplan/kit/apollo/create-client.ts';
import { showToast } from '@offplan/kit/components/toast.tsx';
import type { BoardUnit } from '../board/board-unit.ts';
import { useT } from '../i18n/catalogue.tsx';
import { faultText } from '../shell/fault-text.ts';
import { refusalText } from '../shell/refusal-text.ts';
import { AssignUnitsToAgentDocument } from './agent-documents.ts';

/** Somebody who can be given units; without an id: nobody in particular. */
export interface Recipient {
  readonly id: string | null;
  readonly name: string;
}

/** Gives units of a project to an agent and says what became of it. Returns the units as they are now, null when nothing was done. */
export function useAssignToAgent(projectId: string) {
  const t = useT();
  const [assign, { loading: isBusy }] = useMutation(AssignUnitsToAgentDocument, { fetchPolicy: 'no-cache' });
  const give = async (unitIds: readonly string[], agent: Recipient): Promise<readonly BoardUnit[] | null> => {
    try {
      const { data } = await assign({ variables: { input: { projectId, unitIds: [...unitIds], agentId: agent.id } } });
      const result = data?.assignUnitsToAgent;
      if (result?.__typename === 'AssignUnitsToAgentSuccess') {
        const values = { count: result.units.length, name: agent.name };
        showToast(agent.id ? t('agents.assigned', values) : t('agents.unassigned', { count: result.units.length }));
        return result.units;
      }
      showToast(refusalText(t, result), 'failed');
    } catch (fault) {
      showToast(faultText(t, faultCodeOf(fault)), 'failed');
    }
    return null;
  };
  return { give, isBusy };
}
