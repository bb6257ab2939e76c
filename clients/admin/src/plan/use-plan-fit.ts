import { useQuery } from '@apollo/client/react';
import { useMemo } from 'react';
import { useWorkspace } from '../shell/workspace.tsx';
import { PlanFitDocument } from './plan-documents.ts';
import { type PlanFit, planFitOf } from './plan-fit.ts';
import { useSecondLook } from './use-second-look.ts';

/** What does not fit a tier; without one the plan in force. Nothing is asked for whoever does not decide about the plan. */
export function usePlanFit(tier: string | null): { fit: PlanFit; reload: () => Promise<unknown> } {
  const { can } = useWorkspace();
  const mayPay = can('change_billing');
  const { data, refetch } = useQuery(PlanFitDocument, {
    variables: { tier },
    skip: !mayPay,
    errorPolicy: 'all',
    fetchPolicy: 'cache-and-network',
  });
  useSecondLook(refetch, mayPay);
  const fit = useMemo(() => planFitOf(data?.organisation), [data]);
  return { fit, reload: refetch };
}
