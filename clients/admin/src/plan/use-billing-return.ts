import { useMutation } from '@apollo/client/react';
import { showToast } from '@offplan/kit/components/toast.tsx';
import { useEffect, useRef } from 'react';
import { useSearchParams } from 'react-router';
import { useT } from '../i18n/catalogue.tsx';
import { useChange } from '../shell/use-change.ts';
import { useWorkspace } from '../shell/workspace.tsx';
import { RefreshBillingDocument } from './plan-documents.ts';

/** What the payment provider's pages put into the address they return to. */
const MARKS = ['checkout', 'portal'];

/** On the return from a page of the payment provider asks it anew, and cleans the address. Resolves with whether that is under way. */
export function useBillingReturn(): boolean {
  const t = useT();
  const { reload } = useWorkspace();
  const [params, setParams] = useSearchParams();
  const [refresh] = useMutation(RefreshBillingDocument);
  const { change } = useChange();
  const isReturning = MARKS.some((mark) => params.has(mark));
  const hasAsked = useRef(false);
  const ask = async () => {
    const input = { checkoutSessionId: params.get('checkout') };
    const done = await change(
      async () => (await refresh({ variables: { input } })).data?.refreshBilling,
      ['BillingSuccess'],
    );
    if (done) {
      // Rights and banners follow the plan.
      await reload();
      showToast(t('plan.refreshed'));
    }
    setParams(
      (known) => {
        const next = new URLSearchParams(known);
        for (const mark of MARKS) next.delete(mark);
        return next;
      },
      { replace: true },
    );
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each return, with what was there then.
  useEffect(() => {
    if (!isReturning) hasAsked.current = false;
    else if (!hasAsked.current) {
      hasAsked.current = true;
      void ask();
    }
  }, [isReturning]);
  return isReturning;
}
