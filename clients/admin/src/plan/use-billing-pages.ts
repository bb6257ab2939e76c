import { useMutation } from '@apollo/client/react';
import { useState } from 'react';
import { useChange } from '../shell/use-change.ts';
import { OpenBillingPortalDocument, OpenCheckoutDocument } from './plan-documents.ts';

const ACCEPTED = ['BillingPageSuccess'];

/** Leads to the payment provider's pages: to buy a plan, to set a card, to its portal. Says why where it does not. */
export function useBillingPages() {
  const [checkout] = useMutation(OpenCheckoutDocument);
  const [portal] = useMutation(OpenBillingPortalDocument);
  const { change, isBusy } = useChange();
  const [isLeaving, setLeaving] = useState(false);
  const goTo = (page: { __typename: string } | undefined) => {
    if (page?.__typename !== 'BillingPageSuccess') return;
    setLeaving(true);
    location.assign((page as unknown as { url: string }).url);
  };
  return {
    isBusy: isBusy || isLeaving,
    /** Buys a tier; without one, sets a card. */
    openCheckout: async (tier?: string) =>
      goTo(await change(async () => (await checkout({ variables: { input: { tier } } })).data?.openCheckout, ACCEPTED)),
    openPortal: async () => goTo(await change(async () => (await portal()).data?.openBillingPortal, ACCEPTED)),
  };
}
