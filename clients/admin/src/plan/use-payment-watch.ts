import { useMutation } from '@apollo/client/react';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { BillingFieldsFragment, PlanFieldsFragment } from '../generated/graphql.ts';
import { useWorkspace } from '../shell/workspace.tsx';
import { RefreshBillingDocument } from './plan-documents.ts';

/** The bank answers in seconds, a provider that is away in minutes, a dispute is settled in weeks. */
const LOOK_EVERY_MS = { awaited: 2_000, noted: 5_000, suspended: 30_000 } as const;
const isSeen = () => document.visibilityState === 'visible';

/** How a change of plan ended that had waited: for its payment (`paid`, `unpaid`), or until it could be carried out (`paid`, `planned`, `dropped`). */
export interface ChangeOutcome {
  readonly tier: string;
  readonly end: 'paid' | 'unpaid' | 'planned' | 'dropped';
}

interface Watched {
  plan: PlanFieldsFragment | null;
  /** Null while it is not known. */
  billing: BillingFieldsFragment | null;
  /** Loads anew what is known of what is paid. */
  look: () => Promise<unknown>;
}

interface Waiting {
  readonly tier: { readonly slug: string; readonly name: string };
  readonly on: keyof typeof LOOK_EVERY_MS;
}

function waitingOf({ awaitedUpgrade, noted }: BillingFieldsFragment): Waiting | null {
  if (awaitedUpgrade) return { tier: awaitedUpgrade.tier, on: 'awaited' };
  return noted && { tier: noted.tier, on: noted.dueAtMost ? 'suspended' : 'noted' };
}

/**
 * Follows what comes without this window: an upgrade that the bank wants confirmed in another one, a change that waits for payments to answer,
 * both looked for every few seconds; one that waits for a dispute, or an invoice that is open, which may be so for days. Whoever returns to this
 * window has the provider asked. Resolves with how the last change ended.
 */
export function usePaymentWatch({ plan, billing, look }: Watched): ChangeOutcome | undefined {
  const { reload } = useWorkspace();
  const [refresh] = useMutation(RefreshBillingDocument);
  const [outcome, setOutcome] = useState<ChangeOutcome>();
  const last = useRef<Waiting | null>(null);
  // While billing does not answer, what waited waits still.
  const waiting = billing ? waitingOf(billing) : last.current;
  const { on } = waiting ?? {};
  const isOpen = waiting !== null || Boolean(plan?.paymentTrouble);
  const ask = useCallback(async () => {
    await refresh({ variables: { input: {} } });
    await reload();
  }, [refresh, reload]);
  const asked = useRef({ look, ask });
  asked.current = { look, ask };
  useEffect(() => {
    if (!on) return;
    // One that fails is followed by the next.
    const timer = setInterval(() => isSeen() && void asked.current.look().catch(() => {}), LOOK_EVERY_MS[on]);
    return () => clearInterval(timer);
  }, [on]);
  useEffect(() => {
    if (!isOpen) return;
    const onReturn = () => isSeen() && void asked.current.ask().catch(() => {});
    document.addEventListener('visibilitychange', onReturn);
    return () => document.removeEventListener('visibilitychange', onReturn);
  }, [isOpen]);

  const current = useRef(plan?.tier.slug);
  current.current = plan?.tier.slug;
  const comes = billing?.coming?.tier.slug;
  // biome-ignore lint/correctness/useExhaustiveDependencies: when the change that was awaited is awaited no more.
  useEffect(() => {
    const { current: before } = last;
    last.current = waiting;
    if (waiting) return setOutcome(undefined);
    if (!before) return;
    const { tier } = before;
    const other = before.on === 'awaited' ? 'unpaid' : comes === tier.slug ? 'planned' : 'dropped';
    void reload()
      .catch(() => {})
      .then(() => setOutcome({ tier: tier.name, end: current.current === tier.slug ? 'paid' : other }));
  }, [waiting?.tier.slug, on]);
  return outcome;
}
