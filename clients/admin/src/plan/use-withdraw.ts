import { useMutation } from '@apollo/client/react';
import { holdFocus } from '@offplan/kit/components/dialog-stack.ts';
import { showToast } from '@offplan/kit/components/toast.tsx';
import { useT } from '../i18n/catalogue.tsx';
import { useChange } from '../shell/use-change.ts';
import { useWorkspace } from '../shell/workspace.tsx';
import { WithdrawPlanChangeDocument } from './plan-documents.ts';

/** Takes back a change of plan or a cancellation that waits for its day (BIL-21), or an upgrade that waits for its payment (BIL-20). */
export function useWithdraw() {
  const t = useT();
  const { reload } = useWorkspace();
  const [mutate] = useMutation(WithdrawPlanChangeDocument);
  const { change, isBusy } = useChange();
  const withdraw = async () => {
    // What was pressed is gone, or disabled, when there is nothing left to take back.
    const returnFocus = holdFocus();
    const done = await change(async () => (await mutate()).data?.withdrawPlanChange, ['BillingUnavailable']);
    // Noted before the provider was asked: it is carried out when that answers.
    if (done?.__typename === 'BillingUnavailable') {
      await reload().catch(() => {});
      showToast(t('plan.withdrawNoted'), 'failed');
    }
    if (done?.__typename === 'BillingSuccess') {
      await reload().catch(() => {});
      showToast(t('plan.withdrawn', { tier: done.organisation.plan?.tier.name ?? '' }));
    }
    returnFocus();
  };
  return { withdraw, isBusy };
}
