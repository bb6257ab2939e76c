import { useQuery } from '@apollo/client/react';
import { useEffect, useMemo } from 'react';
import { useWorkspace } from '../shell/workspace.tsx';
import { PlanFitDocument } from './plan-documents.ts';
import { type PlanFit, planFitOf } from './plan-fit.ts';

/** A plan reaches each part of the server by itself, a moment after it is told here. */
const SOON_MILLISECONDS = 1_500;

/** What does not fit a tier; without one the plan in force. Nothing is asked for whoever does not decide about the plan. */
export function usePlanFit(tier: string | null): { fit: PlanFit; reload: () => Promise<unknown> } {
  const { can, plan } = useWorkspace();
  const mayPay = can('change_billing');
  const { data, refetch } = useQuery(PlanFitDocument, {
    variables: { tier },
    skip: !mayPay,
    errorPolicy: 'all',
    fetchPolicy: 'cache-and-network',
  });
  const version = plan?.version;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another plan holds something else.
  useEffect(() => {
    if (!mayPay) return;
    const soon = setTimeout(() => void refetch().catch(() => {}), SOON_MILLISECONDS);
    return () => clearTimeout(soon);
  }, [mayPay, refetch, version]);
  const fit = useMemo(() => planFitOf(data?.organisation), [data]);
  return { fit, reload: refetch };
}
