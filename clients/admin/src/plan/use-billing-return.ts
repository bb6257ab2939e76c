import { useMutation } from '@apollo/client/react';
import { faultCodeOf } from '@offplan/kit/apollo/create-client.ts';
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
const ASK_AGAIN_AT_MOST_MS = 60_000;
/** Nobody has answered: what was paid may be known when they do. Any other fault is an answer. */
const NOT_REACHED = new Set(['NETWORK', 'RATE_LIMITED', 'SERVICE_UNAVAILABLE', 'INTERNAL']);

/** What there is to say on the return: the provider is asked, it does not answer yet, or its page was left before it was done. */
export type BillingReturn = 'asking' | 'waiting' | 'cancelled';

/**
 * On the return from a page of the payment provider asks it anew, until it answers: what was done there must not look undone because of that.
 * Cleans the address then, and not before: whoever loads the page anew meanwhile is not forgotten.
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
  const isHere = useRef(true);
  useEffect(() => {
    isHere.current = true;
    return () => {
      isHere.current = false;
      clearTimeout(timer.current);
    };
  }, []);
  const cleanAddress = useRef(() => {});
  cleanAddress.current = () =>
    setParams(
      (known) => {
        const next = new URLSearchParams(known);
        for (const mark of MARKS) next.delete(mark);
        return next;
      },
      { replace: true },
    );
  const look = async (checkoutSessionId: string | null) => {
    try {
      return (await refresh({ variables: { input: { checkoutSessionId } } })).data?.refreshBilling;
    } catch (error) {
      if (NOT_REACHED.has(faultCodeOf(error))) return { __typename: 'BillingUnavailable' } as const;
      throw error;
    }
  };
  const ask = async (checkoutSessionId: string | null, pause = ASK_AGAIN_MS) => {
    const done = await change(() => look(checkoutSessionId), ['BillingUnavailable']);
    if (done?.__typename === 'BillingUnavailable') {
      if (!isHere.current) return;
      setSaid('waiting');
      const next = Math.min(pause * 2, ASK_AGAIN_AT_MOST_MS);
      timer.current = setTimeout(() => void ask(checkoutSessionId, next), pause);
      return;
    }
    // From another page it would lead back here.
    if (isHere.current) cleanAddress.current();
    // Rights and banners follow the plan.
    if (done) await reload().catch(() => {});
    setSaid(undefined);
    if (done) showToast(t('plan.refreshed'));
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each return, with what was there then.
  useEffect(() => {
    if (!hasMark) return;
    if (params.has('cancelled')) {
      setSaid('cancelled');
      cleanAddress.current();
    } else {
      setSaid('asking');
      void ask(params.get('checkout'));
    }
  }, [hasMark]);
  return said;
}
