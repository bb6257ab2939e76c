import { useMutation } from '@apollo/client/react';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { BillingFieldsFragment, PlanFieldsFragment } from '../generated/graphql.ts';
import { useWorkspace } from '../shell/workspace.tsx';
import { RefreshBillingDocument } from './plan-documents.ts';

const LOOK_EVERY_MS = 2_000;
const isSeen = () => document.visibilityState === 'visible';

/** How a change of plan ended that had waited: for its payment, or (`dropped`) for payments to answer. */
export interface ChangeOutcome {
  readonly tier: string;
  readonly end: 'paid' | 'unpaid' | 'dropped';
}

interface Watched {
  plan: PlanFieldsFragment | null;
  billing: BillingFieldsFragment | null;
  /** Loads anew what is known of what is paid. */
  look: () => Promise<unknown>;
}

/**
 * Follows what comes without this window: an upgrade that the bank wants confirmed in another one, a change that waits for payments to answer,
 * both looked for every two seconds; an invoice that is open, which may be so for days. Whoever returns to this window has the provider asked
 * about a payment. Resolves with how the last change ended.
 */
export function usePaymentWatch({ plan, billing, look }: Watched): ChangeOutcome | undefined {
  const { reload } = useWorkspace();
  const [refresh] = useMutation(RefreshBillingDocument);
  const [outcome, setOutcome] = useState<ChangeOutcome>();
  const awaited = billing?.awaitedUpgrade ?? null;
  const noted = billing?.noted ?? null;
  const isAwaited = awaited !== null || noted !== null;
  const isOpen = awaited !== null || Boolean(plan?.paymentTrouble);
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

  const waiting = awaited?.tier ?? noted?.tier;
  const slug = waiting?.slug;
  const last = useRef<{ tier: NonNullable<typeof waiting>; isNoted: boolean }>(undefined);
  const current = useRef(plan?.tier.slug);
  current.current = plan?.tier.slug;
  const comes = billing?.coming?.tier.slug;
  // biome-ignore lint/correctness/useExhaustiveDependencies: when the change that was awaited is awaited no more.
  useEffect(() => {
    const { current: before } = last;
    last.current = waiting && { tier: waiting, isNoted: awaited === null };
    if (waiting) return setOutcome(undefined);
    // What comes on its day is said where that day is.
    if (!before || comes === before.tier.slug) return;
    const { tier, isNoted } = before;
    void reload()
      .catch(() => {})
      .then(() =>
        setOutcome({ tier: tier.name, end: current.current === tier.slug ? 'paid' : isNoted ? 'dropped' : 'unpaid' }),
      );
  }, [slug, awaited === null]);
  return outcome;
}
