import { useMutation } from '@apollo/client/react';
import { showToast } from '@offplan/kit/components/toast.tsx';
import { useT } from '../i18n/catalogue.tsx';
import { useChange } from '../shell/use-change.ts';
import { useWorkspace } from '../shell/workspace.tsx';
import { WithdrawPlanChangeDocument } from './plan-documents.ts';

/** Takes back a change of plan or a cancellation that waits for its day (BIL-21). */
export function useWithdraw() {
  const t = useT();
  const { plan } = useWorkspace();
  const [mutate] = useMutation(WithdrawPlanChangeDocument);
  const { change, isBusy } = useChange();
  const withdraw = async () => {
    const done = await change(async () => (await mutate()).data?.withdrawPlanChange, ['BillingSuccess']);
    if (done) showToast(t('plan.withdrawn', { tier: plan?.tier.name ?? '' }));
  };
  return { withdraw, isBusy };
}
