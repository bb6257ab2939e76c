import { useEffect } from 'react';
import { useWorkspace } from '../shell/workspace.tsx';

/** A plan reaches each part of the server by itself, a moment after it is told here. */
const SOON_MILLISECONDS = 1_500;

/** Looks once more at what another part of the server says of the plan, soon after each change of it: before that it may say the old. */
export function useSecondLook(look: () => Promise<unknown>, isNeeded: boolean): void {
  const { plan } = useWorkspace();
  const version = plan?.version;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another plan, another answer.
  useEffect(() => {
    if (!isNeeded) return;
    const soon = setTimeout(() => void look().catch(() => {}), SOON_MILLISECONDS);
    return () => clearTimeout(soon);
  }, [isNeeded, look, version]);
}
