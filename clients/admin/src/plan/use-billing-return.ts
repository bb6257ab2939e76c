import { useMutation } from '@apollo/client/react';
import { showToast } from '@offplan/kit/components/toast.tsx';
import { useEffect, useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import { useT } from '../i18n/catalogue.tsx';
import { useChange } from '../shell/use-change.ts';
import { useWorkspace } from '../shell/workspace.tsx';
import { RefreshBillingDocument } from './plan-documents.ts';

/** What the payment provider's pages put into the address they return to. */
const MARKS = ['checkout', 'portal', 'cancelled'];
const ASK_AGAIN_MS = 4_000;

/** What there is to say on the return: the provider is asked, it does not answer yet, or its page was left before it was done. */
export type BillingReturn = 'asking' | 'waiting' | 'cancelled';

/**
 * On the return from a page of the payment provider asks it anew, until it answers: what was done there must not look undone because of that.
 * Cleans the address.
 */
export function useBillingReturn(): BillingReturn | undefined {
  const t = useT();
  const { reload } = useWorkspace();
  const [params, setParams] = useSearchParams();
  const [refresh] = useMutation(RefreshBillingDocument);
  const { change } = useChange();
  const [said, setSaid] = useState<BillingReturn>();
  const hasMark = MARKS.some((mark) => params.has(mark));
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const ask = async (checkoutSessionId: string | null) => {
    const done = await change(
      async () => (await refresh({ variables: { input: { checkoutSessionId } } })).data?.refreshBilling,
      ['BillingUnavailable'],
    );
    if (done?.__typename === 'BillingUnavailable') {
      setSaid('waiting');
      timer.current = setTimeout(() => void ask(checkoutSessionId), ASK_AGAIN_MS);
      return;
    }
    // Rights and banners follow the plan.
    if (done) await reload();
    setSaid(undefined);
    if (done) showToast(t('plan.refreshed'));
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each return, with what was there then.
  useEffect(() => {
    if (!hasMark) return;
    if (params.has('cancelled')) setSaid('cancelled');
    else {
      setSaid('asking');
      void ask(params.get('checkout'));
    }
    setParams(
      (known) => {
        const next = new URLSearchParams(known);
        for (const mark of MARKS) next.delete(mark);
        return next;
      },
      { replace: true },
    );
  }, [hasMark]);
  return said;
}
