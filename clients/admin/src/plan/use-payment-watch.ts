import { useMutation } from '@apollo/client/react';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { BillingFieldsFragment, PlanFieldsFragment } from '../generated/graphql.ts';
import { useWorkspace } from '../shell/workspace.tsx';
import { RefreshBillingDocument } from './plan-documents.ts';

const LOOK_EVERY_MS = 2_000;
const isSeen = () => document.visibilityState === 'visible';

/** How an upgrade ended that had waited for its payment. */
export interface UpgradeOutcome {
  readonly tier: string;
  readonly isPaid: boolean;
}

interface Watched {
  plan: PlanFieldsFragment | null;
  billing: BillingFieldsFragment | null;
  /** Loads anew what is known of what is paid. */
  look: () => Promise<unknown>;
}

/**
 * Follows a payment that is made in another window: an upgrade that the bank wants confirmed, looked for every two seconds; an invoice that is
 * open, which may be so for days. Whoever returns to this window has the provider asked. Resolves with how the last upgrade ended.
 */
export function usePaymentWatch({ plan, billing, look }: Watched): UpgradeOutcome | undefined {
  const { reload } = useWorkspace();
  const [refresh] = useMutation(RefreshBillingDocument);
  const [outcome, setOutcome] = useState<UpgradeOutcome>();
  const awaited = billing?.awaitedUpgrade ?? null;
  const isAwaited = awaited !== null;
  const isOpen = isAwaited || Boolean(plan?.paymentTrouble);
  const ask = useCallback(async () => {
    await refresh({ variables: { input: {} } });
    await reload();
  }, [refresh, reload]);
  const asked = useRef({ look, ask });
  asked.current = { look, ask };
  useEffect(() => {
    if (!isAwaited) return;
    // One that fails is followed by the next.
    const timer = setInterval(() => isSeen() && void asked.current.look().catch(() => {}), LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [isAwaited]);
  useEffect(() => {
    if (!isOpen) return;
    const onReturn = () => isSeen() && void asked.current.ask().catch(() => {});
    document.addEventListener('visibilitychange', onReturn);
    return () => document.removeEventListener('visibilitychange', onReturn);
  }, [isOpen]);

  const slug = awaited?.tier.slug;
  const last = useRef(awaited?.tier);
  const current = useRef(plan?.tier.slug);
  current.current = plan?.tier.slug;
  // biome-ignore lint/correctness/useExhaustiveDependencies: when the upgrade that was awaited is awaited no more.
  useEffect(() => {
    const { current: before } = last;
    last.current = awaited?.tier;
    if (slug !== undefined) return setOutcome(undefined);
    if (!before) return;
    void reload()
      .catch(() => {})
      .then(() => setOutcome({ tier: before.name, isPaid: current.current === before.slug }));
  }, [slug]);
  return outcome;
}
